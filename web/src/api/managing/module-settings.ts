// Where the versions of a module come from, and how it is offered.
import { queryOptions } from '@tanstack/react-query'
import { change } from '../client/change.ts'
import { read } from '../client/read.ts'
import type { paths } from '../client/schema.d.ts'
import type { ModuleAddress, ModuleResource } from '../modules.ts'

const MODULE = '/api/v2/organizations/{organization}/registry-modules/{registry}/{namespace}/{name}/{provider}'

/** What is left out stays as it is. */
export type ModuleUpdate = paths[typeof MODULE]['patch']['requestBody']['content']['application/vnd.api+json']['data']

export interface Label {
  key: string
  /** empty for none */
  value: string
}

export const labelsQuery = (id: string) =>
  queryOptions({
    queryKey: ['labels', id],
    queryFn: async ({ signal }): Promise<Label[]> => {
      const { data } = await read('/api/v2/registry-modules/{id}/tag-bindings', { path: { id }, signal })
      return data.map(({ attributes: { key, value } }) => ({ key, value: value ?? '' }))
    },
  })

/** A credential of a connection, and what the connection is called. */
export interface ConnectionChoice {
  oauthTokenId: string
  name: string
}

/** Those that the module may come from. */
export const connectionChoicesQuery = (organization: string) =>
  queryOptions({
    queryKey: ['connection-choices', organization],
    queryFn: async ({ signal }): Promise<ConnectionChoice[]> => {
      const query = { 'page[size]': 100 }
      const { data } = await read('/api/v2/organizations/{organization}/oauth-clients', { path: { organization }, query, signal })
      return data.flatMap(({ attributes, relationships }) =>
        relationships['oauth-tokens'].data.map(({ id }) => ({
          oauthTokenId: id,
          name: attributes.name ?? `${attributes['service-provider-display-name']} ${attributes['http-url']}`,
        })),
      )
    },
  })

export async function updateModule(address: ModuleAddress, data: ModuleUpdate): Promise<ModuleResource> {
  return (await change('patch', MODULE, { path: { ...address }, body: { data } })).data
}
