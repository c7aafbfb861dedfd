// How far the import of a module is, and what can be done about it.
import { queryOptions } from '@tanstack/react-query'
import { change } from './client/change.ts'
import { isNotFound } from './client/failures.ts'
import { read } from './client/read.ts'
import type { components } from './client/schema.d.ts'
import { everyPage, type ListedVersion, MODULE, type ModuleAddress, type ModuleResource } from './modules.ts'

export type ModuleTag = components['schemas']['RegistryModuleTag']['attributes']
export type Webhook = components['schemas']['Webhook']['attributes']
/** Something that happened to a module, as the event stream tells it. */
export type ImportEvent = components['schemas']['ImportEvent']

/** The state of an import: what the module, its tags and its versions say. */
export interface ImportState {
  module: ModuleResource
  tags: ModuleTag[]
  versions: ListedVersion[]
}

export const importQuery = (address: ModuleAddress) =>
  queryOptions({
    queryKey: ['import', address],
    queryFn: async ({ signal }): Promise<ImportState> => {
      const { data: module } = await read(MODULE, { path: { ...address }, signal })
      const [tags, versions] = await Promise.all([
        everyPage((query) => read('/api/v2/registry-modules/{id}/tags', { path: { id: module.id }, query, signal })),
        everyPage((query) => read(`${MODULE}/versions`, { path: { ...address }, query, signal })),
      ])
      return { module, tags, versions }
    },
  })

/** null for modules without a repository, and before the server has looked. */
export const webhookQuery = (moduleId: string) =>
  queryOptions({
    queryKey: ['webhook', moduleId],
    queryFn: async ({ signal }): Promise<Webhook | null> => {
      try {
        return (await read('/api/v2/registry-modules/{id}/webhook', { path: { id: moduleId }, signal })).data.attributes
      } catch (error) {
        if (isNotFound(error)) return null
        throw error
      }
    },
  })

/** @returns the new secret, where people have to enter it at the host; null elsewhere */
export async function rotateWebhookSecret(moduleId: string): Promise<string | null> {
  const { data } = await change('post', '/api/v2/registry-modules/{id}/webhook/actions/rotate-secret', { path: { id: moduleId } })
  return data.attributes.secret
}

/** Imports a version again that failed. */
export async function retryVersion(moduleId: string, version: string): Promise<void> {
  await change('post', '/api/v2/registry-modules/{id}/actions/retry', { path: { id: moduleId }, query: { module_version: version } })
}

/** Looks at the repository now. */
export async function resyncModule(moduleId: string): Promise<void> {
  await change('post', '/api/v2/registry-modules/{id}/actions/resync', { path: { id: moduleId } })
}
