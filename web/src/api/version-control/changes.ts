// Everything that people change about connections. Each change makes what is shown about them be read again.
import { change } from '../client/change.ts'
import { queryClient } from '../client/query-client.ts'
import type { components } from '../client/schema.d.ts'
import { isApp } from './activity.ts'
import { CONNECTIONS, type OAuthClient } from './connections.ts'

export type ConnectionTest = components['schemas']['ConnectionTest']['attributes']
export type Check = ConnectionTest['checks'][number]
export type Publication = components['schemas']['ModulePublication']

/** The attributes of a connection that people give. Empty texts count as absent. */
export interface ConnectionAttributes {
  name?: string
  key?: string
  secret?: string
  'tenant-id'?: string
  'oauth-token-string'?: string
  'private-key'?: string
  'ssh-known-hosts'?: string
  'auto-publish'?: boolean
  'auto-publish-groups'?: string[]
}

export interface NewConnection extends ConnectionAttributes {
  'service-provider': string
  'http-url': string
  uuid?: string
}

export async function createConnection(organization: string, attributes: NewConnection): Promise<OAuthClient> {
  const { data } = await change('post', '/api/v2/organizations/{organization}/oauth-clients', {
    path: { organization },
    body: { data: { type: 'oauth-clients', attributes } },
  })
  await changed()
  return data
}

export async function updateConnection(id: string, attributes: ConnectionAttributes): Promise<void> {
  await change('patch', '/api/v2/oauth-clients/{id}', { path: { id }, body: { data: { type: 'oauth-clients', attributes } } })
  await changed()
}

/** @param id of an oauth client or a GitHub App */
export async function deleteConnection(id: string): Promise<void> {
  if (isApp(id)) await change('delete', '/api/v2/github-apps/{id}', { path: { id } })
  else await change('delete', '/api/v2/oauth-clients/{id}', { path: { id } })
}

export async function testConnection(tokenId: string): Promise<ConnectionTest> {
  const { data } = await change('post', '/api/v2/oauth-tokens/{id}/actions/test', { path: { id: tokenId } })
  await changed()
  return data.attributes
}

export async function setSshKey(tokenId: string, key: string): Promise<void> {
  const body = { data: { type: 'oauth-tokens' as const, attributes: { 'ssh-key': key } } }
  await change('patch', '/api/v2/oauth-tokens/{id}', { path: { id: tokenId }, body })
  await changed()
}

export async function refreshRepositories(tokenId: string): Promise<void> {
  await change('post', '/api/v2/oauth-tokens/{id}/actions/refresh-repos', { path: { id: tokenId } })
  await changed()
}

export async function publishModules(tokenId: string, identifiers: readonly string[]): Promise<Publication[]> {
  const attributes = { identifiers: [...identifiers] }
  const { data } = await change('post', '/api/v2/oauth-tokens/{id}/actions/publish-modules', {
    path: { id: tokenId },
    body: { data: { type: 'module-publications', attributes } },
  })
  await changed()
  return data
}

export async function redeliver(id: string): Promise<void> {
  await change('post', '/api/v2/webhook-deliveries/{id}/actions/redeliver', { path: { id } })
  await changed()
}

/** What is shown is read again; the deletion of a connection leaves its page first. */
export async function changed(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: [CONNECTIONS] })
}
