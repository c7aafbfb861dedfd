// What the pages for publishing ask for: connections, their repositories, and what would become of a repository.
import { queryOptions } from '@tanstack/react-query'
import { change } from './client/change.ts'
import { type ReadOptions, read } from './client/read.ts'
import type { components } from './client/schema.d.ts'

export type Candidate = components['schemas']['ModuleCandidate']['attributes']
export type PreviewedTag = components['schemas']['PreviewedTag']
export type TagPreview = components['schemas']['TagPreview']['attributes']

/** Where repositories are: a connection with a credential, or an installation of a GitHub App. */
export interface Connection {
  /** of its OAuth token, or of the installation */
  id: string
  name: string
  serviceProvider: string
  host: string
  /** what the addresses of its repositories begin with */
  url: string
  isInstallation: boolean
  /** The server can list its repositories; otherwise they are named exactly. */
  hasList: boolean
  /** Why it cannot be used now; undefined when it can */
  problem: string | undefined
}

/** A repository at a connection. */
export interface RepositoryPlace {
  organization: string
  connection: string
  identifier: string
}

export const CANDIDATES_PAGE = 20

/** Connections of the organization, and installations of its GitHub Apps. */
export const connectionsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['connections', 'to publish from', organization],
    // They are added on another page.
    staleTime: 0,
    queryFn: async ({ signal }): Promise<Connection[]> => {
      const asked = { path: { organization }, signal }
      const [clients, installations] = await Promise.all([
        read('/api/v2/organizations/{organization}/oauth-clients', { ...asked, query: { include: ['oauth-tokens'] } }),
        read('/api/v2/organizations/{organization}/github-app-installations', asked),
      ])
      return [...clients.data.flatMap((client) => connectionsOf(client, clients.included ?? [])), ...installations.data.map(installed)]
    },
  })

type Client = components['schemas']['OAuthClient']

function connectionsOf({ attributes, relationships }: Client, included: readonly { id: string; attributes?: unknown }[]): Connection[] {
  const { 'http-url': url, 'service-provider': serviceProvider, 'service-provider-display-name': family } = attributes
  const shared = {
    name: attributes.name ?? family,
    serviceProvider,
    url,
    host: hostOf(url),
    isInstallation: false,
    hasList: serviceProvider !== 'git',
  }
  return relationships['oauth-tokens'].data.map(({ id }) => ({
    ...shared,
    id,
    problem: problemOf(included.find((each) => each.id === id)),
  }))
}

function problemOf(token: { attributes?: unknown } | undefined): string | undefined {
  const { state, 'state-detail': detail } = (token?.attributes ?? {}) as Partial<components['schemas']['OAuthToken']['attributes']>
  return state === 'needs-reauthorization' ? (detail ?? 'the host refuses its credential') : undefined
}

function installed({ id, attributes }: components['schemas']['GithubAppInstallation']): Connection {
  const { name, 'installation-url': url } = attributes
  return {
    id,
    name,
    serviceProvider: 'github_app',
    url: originOf(url),
    host: hostOf(url),
    isInstallation: true,
    hasList: true,
    problem: undefined,
  }
}

/** How requests name the connection. */
function namedConnection(id: string): { oauth_token_id: string } | { githubAppInstallationId: string } {
  return id.startsWith(INSTALLATION) ? { githubAppInstallationId: id } : { oauth_token_id: id }
}

const INSTALLATION = 'ghain-'

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host || new URL(url).pathname : url
}

export interface CandidateSearch {
  q: string
  isReady: boolean
  page: number
}

const CANDIDATES = '/api/v2/oauth-tokens/{id}/module-candidates'
const INSTALLED_CANDIDATES = '/api/v2/github-app/installation/{id}/module-candidates'

async function readCandidates(connection: string, asked: Pick<ReadOptions<typeof CANDIDATES>, 'query' | 'signal'>) {
  const options = { path: { id: connection }, ...asked }
  return connection.startsWith(INSTALLATION) ? await read(INSTALLED_CANDIDATES, options) : await read(CANDIDATES, options)
}

/** The repositories of a connection; asked again while the server lists them. */
export const candidatesQuery = (connection: string, { q, isReady, page }: CandidateSearch) =>
  queryOptions({
    queryKey: ['candidates', connection, q, isReady, page],
    queryFn: async ({ signal }) => {
      const paging = { 'page[number]': page, 'page[size]': CANDIDATES_PAGE }
      const query = { ...paging, ...(q !== '' && { q }), ...(isReady && { 'filter[ready]': true }) }
      return await readCandidates(connection, { query, signal })
    },
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data?.meta.listing.refreshing === true ? LISTING_MS : false),
  })

const LISTING_MS = 2000

/** Exactly one, listed or not; null when the connection cannot read it. */
export const candidateQuery = (connection: string, identifier: string) =>
  queryOptions({
    queryKey: ['candidate', connection, identifier],
    retry: false,
    queryFn: async ({ signal }): Promise<Candidate | null> => {
      const query = { 'filter[identifier]': identifier }
      const { data } = await readCandidates(connection, { query, signal })
      return data[0]?.attributes ?? null
    },
  })

/** Lists the repositories of a connection anew. */
export async function listAnew(connection: string): Promise<void> {
  await change('post', '/api/v2/oauth-tokens/{id}/actions/refresh-repos', { path: { id: connection } })
}

/** Each answer costs a call of the host; somebody who pushed in between wants to see it all the same. */
const AT_THE_HOST = { retry: false, staleTime: 0, refetchOnWindowFocus: false } as const

export interface PreviewSettings {
  prefix: string
  /** empty for the root */
  directory: string
}

export const tagPreviewQuery = ({ organization, connection, identifier }: RepositoryPlace, { prefix, directory }: PreviewSettings) =>
  queryOptions({
    queryKey: ['tag-preview', organization, connection, identifier, prefix, directory],
    ...AT_THE_HOST,
    queryFn: async ({ signal }): Promise<TagPreview> => {
      const settings = { tag_prefix: prefix, source_directory: directory === '' ? '/' : directory }
      const query = { ...namedConnection(connection), identifier, ...settings }
      const { data } = await read('/api/v2/organizations/{organization}/vcs/tag-preview', { path: { organization }, query, signal })
      return data.attributes
    },
    placeholderData: (before) => before,
  })

export interface RepositoryTree {
  rootHasConfiguration: boolean
  directories: { path: string; hasConfiguration: boolean }[]
}

/** @param name a branch or a tag; empty for the default branch */
export const repositoryTreeQuery = ({ organization, connection, identifier }: RepositoryPlace, name: string) =>
  queryOptions({
    queryKey: ['repository-tree', organization, connection, identifier, name],
    ...AT_THE_HOST,
    queryFn: async ({ signal }): Promise<RepositoryTree> => {
      const query = { ...namedConnection(connection), identifier, ...(name !== '' && { branch: name }) }
      const { data, meta } = await read('/api/v2/organizations/{organization}/vcs/tree', { path: { organization }, query, signal })
      return {
        rootHasConfiguration: meta['has-configuration'],
        directories: data.map(({ attributes }) => ({ path: attributes.path, hasConfiguration: attributes['has-configuration'] })),
      }
    },
  })

/** Whether a module could be made at this address. */
export const addressQuery = (organization: string, name: string, provider: string) =>
  queryOptions({
    queryKey: ['address', organization, name, provider],
    enabled: name !== '' && provider !== '',
    queryFn: async ({ signal }) => {
      const query = { name, provider }
      const path = { organization }
      return (await read('/api/v2/organizations/{organization}/registry-modules/validation', { path, query, signal })).data.attributes.valid
    },
  })

/** What was deleted here within the last 30 days, and can be restored: the newest hundred. */
export const newestDeletionsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['deleted-modules', organization, 'newest'],
    queryFn: async ({ signal }) => {
      const query = { 'page[size]': 100 }
      return (await read('/api/v2/organizations/{organization}/deleted-registry-modules', { path: { organization }, query, signal })).data
    },
  })

export interface Publication extends RepositoryPlace {
  name: string
  provider: string
  /** empty: tags become versions */
  branch: string
  initialVersion: string
  prefix: string
  directory: string
}

export async function publishModule(publication: Publication): Promise<void> {
  const { organization, connection, identifier, name, provider, branch, initialVersion, prefix, directory } = publication
  const vcsRepo = {
    identifier,
    ...(connection.startsWith(INSTALLATION) ? { 'github-app-installation-id': connection } : { 'oauth-token-id': connection }),
    ...(branch === '' ? { 'tag-prefix': prefix } : { branch }),
    'source-directory': directory,
  }
  const attributes = { 'vcs-repo': vcsRepo, name, provider, ...(branch !== '' && { 'initial-version': initialVersion }) }
  await change('post', '/api/v2/organizations/{organization}/registry-modules/vcs', {
    path: { organization },
    body: { data: { type: 'registry-modules', attributes } },
  })
}
