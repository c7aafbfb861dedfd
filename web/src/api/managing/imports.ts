// Where the versions of a module come from: tags, events of imports, and the webhook.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { change } from '../client/change.ts'
import { isNotFound } from '../client/failures.ts'
import { type Answer, read } from '../client/read.ts'
import type { components } from '../client/schema.d.ts'
import { everyPage, type ListedVersion, MODULE as MODULE_PATH, type ModuleAddress, type ModuleResource } from '../modules.ts'

type Schemas = components['schemas']
export type Tag = Schemas['RegistryModuleTag']['attributes']
/** Something that happened to a module, as the event stream tells it. */
export type ImportEvent = Schemas['ImportEvent']
export type EventKind = ImportEvent['attributes']['kind']
export type Webhook = Schemas['Webhook']['attributes']
export type Delivery = Schemas['WebhookDelivery']
export type OnePage<T> = { data: T[]; meta: { pagination: Answer<'/api/v2/registry-modules/{id}/tags'>['meta']['pagination'] } }

const MODULE = '/api/v2/registry-modules/{id}'
const WEBHOOK = `${MODULE}/webhook` as const

const pageQuery = (page: number) => ({ 'page[number]': page, 'page[size]': 20 })

/** The state of an import: what the module, its tags and its versions say. */
export interface ImportState {
  module: ModuleResource
  tags: Tag[]
  versions: ListedVersion[]
}

export const importQuery = (address: ModuleAddress) =>
  queryOptions({
    queryKey: ['import', address],
    queryFn: async ({ signal }): Promise<ImportState> => {
      const { data: module } = await read(MODULE_PATH, { path: { ...address }, signal })
      const [tags, versions] = await Promise.all([
        everyPage((query) => read(`${MODULE}/tags`, { path: { id: module.id }, query, signal })),
        everyPage((query) => read(`${MODULE_PATH}/versions`, { path: { ...address }, query, signal })),
      ])
      return { module, tags, versions }
    },
  })

export const tagsQuery = (id: string, page: number) =>
  queryOptions({
    queryKey: ['tags', id, page],
    queryFn: ({ signal }) => read(`${MODULE}/tags`, { path: { id }, query: pageQuery(page), signal }),
    placeholderData: keepPreviousData,
  })

/** The tags that are or were this version. */
export const tagsOfVersionQuery = (id: string, version: string) =>
  queryOptions({
    queryKey: ['tags', id, 'of', version],
    queryFn: async ({ signal }) => (await read(`${MODULE}/tags`, { path: { id }, query: { 'filter[version]': version }, signal })).data,
  })

/** Newest first. @param kind all when undefined */
export const eventsQuery = (id: string, kind: EventKind | undefined, page: number) =>
  queryOptions({
    queryKey: ['import-events', id, kind, page],
    queryFn: ({ signal }) => {
      const query = { ...pageQuery(page), ...(kind !== undefined && { 'filter[kind]': [kind] }) }
      return read(`${MODULE}/import-events`, { path: { id }, query, signal })
    },
    placeholderData: keepPreviousData,
  })

/** null for modules without a repository, and before the server has looked. */
export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhook', id],
    queryFn: async ({ signal }): Promise<Webhook | null> => {
      try {
        return (await read(WEBHOOK, { path: { id }, signal })).data.attributes
      } catch (error) {
        if (isNotFound(error)) return null
        throw error
      }
    },
  })

export const deliveriesQuery = (id: string, page: number) =>
  queryOptions({
    queryKey: ['deliveries', id, page],
    queryFn: ({ signal }) => read(`${MODULE}/webhook-deliveries`, { path: { id }, query: pageQuery(page), signal }),
    placeholderData: keepPreviousData,
  })

export async function resync(id: string): Promise<void> {
  await change('post', `${MODULE}/actions/resync`, { path: { id } })
}

/** @param version all failed ones when undefined */
export async function retry(id: string, version?: string): Promise<void> {
  const query = version === undefined ? {} : { module_version: version }
  await change('post', `${MODULE}/actions/retry`, { path: { id }, query })
}

/** A tag whose version was deleted, or never came to be. */
export async function importTag(id: string, tag: string): Promise<void> {
  await change('post', `${MODULE}/actions/import-tag`, { path: { id }, query: { tag } })
}

export async function checkWebhook(id: string): Promise<void> {
  await change('post', `${WEBHOOK}/actions/check`, { path: { id } })
}

/** @returns the new secret where people have to enter it at the host; null where the server does */
export async function rotateSecret(id: string): Promise<string | null> {
  return (await change('post', `${WEBHOOK}/actions/rotate-secret`, { path: { id } })).data.attributes.secret
}

export async function redeliver(deliveryId: string): Promise<void> {
  await change('post', '/api/v2/webhook-deliveries/{id}/actions/redeliver', { path: { id: deliveryId } })
}
