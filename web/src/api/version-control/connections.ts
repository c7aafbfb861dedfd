// Connections to git hosts: oauth clients with their credential, and GitHub Apps with their installations.
import { queryOptions } from '@tanstack/react-query'
import { read } from '../client/read.ts'
import type { components } from '../client/schema.d.ts'

export type OAuthClient = components['schemas']['OAuthClient']
export type OAuthToken = components['schemas']['OAuthToken']
export type GithubApp = components['schemas']['GithubApp']

/** With the credential; undefined before anybody has signed in at the host. */
export interface Connection {
  client: OAuthClient
  token: OAuthToken | undefined
}

/** Of each query about connections, so that one change refreshes all of them. */
export const CONNECTIONS = 'version-control'

/** Every connection of the organization, without GitHub Apps. */
export const connectionsQuery = (organization: string) =>
  queryOptions({
    queryKey: [CONNECTIONS, organization],
    queryFn: async ({ signal }): Promise<Connection[]> => {
      const query = { include: ['oauth-tokens' as const] }
      const answer = await read('/api/v2/organizations/{organization}/oauth-clients', { path: { organization }, query, signal })
      const tokens = (answer.included ?? []).filter(isToken)
      return answer.data.map((client) => ({ client, token: tokenOf(client, tokens) }))
    },
  })

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: [CONNECTIONS, 'one', id],
    queryFn: async ({ signal }): Promise<Connection> => {
      const query = { include: ['oauth-tokens' as const] }
      const answer = await read('/api/v2/oauth-clients/{id}', { path: { id }, query, signal })
      return { client: answer.data, token: tokenOf(answer.data, (answer.included ?? []).filter(isToken)) }
    },
  })

export const githubAppsQuery = (organization: string) =>
  queryOptions({
    queryKey: [CONNECTIONS, 'apps', organization],
    queryFn: async ({ signal }) =>
      (await read('/api/v2/organizations/{organization}/github-apps', { path: { organization }, signal })).data,
  })

/** Where a GitHub App of the organization is installed. */
export const installationsQuery = (organization: string, app: string) =>
  queryOptions({
    queryKey: [CONNECTIONS, 'installations', organization],
    queryFn: async ({ signal }) =>
      (await read('/api/v2/organizations/{organization}/github-app-installations', { path: { organization }, signal })).data,
    select: (all) => all.filter(({ relationships }) => relationships['github-app'].data.id === app),
  })

function isToken(resource: { type: string }): resource is OAuthToken {
  return resource.type === 'oauth-tokens'
}

function tokenOf(client: OAuthClient, tokens: readonly OAuthToken[]): OAuthToken | undefined {
  const ids = client.relationships['oauth-tokens'].data.map(({ id }) => id)
  return tokens.find(({ id }) => ids.includes(id))
}
