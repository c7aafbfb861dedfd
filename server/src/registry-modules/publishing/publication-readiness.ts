// Whether a repository can be published as it is, and the reasons against it. Pure.
import type { OAuthTokenId, RegistryModuleId } from '../../kernel/index.ts'
import { parseRepositoryName, repositoryNameProblem } from '../../terraform/index.ts'
import type { ConnectedRepository, ListedRepository, RepositoryListing } from '../../vcs/index.ts'
import { addressOf, type ModuleAddress, type RegistryModule } from '../registry-module/registry-module.ts'
import type { DeletedModuleRepository } from '../trash/deleted-module-repository-rows.ts'

export type ReasonCode =
  | 'name'
  | 'archived'
  | 'tags-unknown'
  | 'tags-unreadable'
  | 'no-version-tags'
  | 'published'
  | 'address-taken'
  | 'no-admin-right'
  | 'deleted'

export interface Reason {
  code: ReasonCode
  /** for people */
  detail: string
  /** whether the reason prevents publishing; otherwise it is a notice */
  blocks: boolean
}

type KnownModule = Pick<RegistryModule, 'id' | 'namespace' | 'name' | 'provider' | 'vcsRepositoryId'>

/** A repository that may become a module. */
export interface ModuleCandidate {
  repository: ListedRepository
  /** the address that publishing would give it; undefined when its name does not follow the format */
  proposal: ModuleAddress | undefined
  ready: boolean
  reasons: Reason[]
  /** already published from it */
  moduleIds: RegistryModuleId[]
}

/** What the connection's organization has already. */
export interface Surroundings {
  namespace: string
  modules: readonly KnownModule[]
  connected: readonly ConnectedRepository[]
  deleted: readonly DeletedModuleRepository[]
}

type ListedIn = Pick<RepositoryListing, 'client' | 'token' | 'permissions' | 'callsBack'>

/** @returns a function that judges repositories of the listing; it indexes the surroundings once */
export function createJudge(listing: ListedIn, around: Surroundings): (repository: ListedRepository) => ModuleCandidate {
  const { client, token, callsBack } = listing
  const publishedFrom = modulesByRepository(around)
  const taken = new Map(around.modules.filter(({ namespace }) => namespace === around.namespace).map((each) => [addressOf(each), each]))
  const deleted = new Set(around.deleted.flatMap(deletedKeys))

  return (repository) => {
    const { identifier } = repository
    const parsed = parseRepositoryName(identifier)
    const proposal = parsed === undefined ? undefined : { namespace: around.namespace, ...parsed }
    const keys = repositoryKeys({ ...repository, oauthTokenId: token.id, httpUrl: client.httpUrl })
    const published = [...new Set(keys.flatMap((key) => publishedFrom.get(key) ?? []))]
    const other = proposal === undefined ? undefined : taken.get(addressOf(proposal))
    const reasons = [
      ...nameReasons(identifier),
      ...archivedReasons(repository),
      ...tagReasons(repository),
      ...publishedReasons(published, other),
      ...(callsBack ? adminReasons(repository, listing) : []),
      ...(isDeleted(deleted, keys, proposal) ? [DELETED] : []),
    ]
    return { repository, proposal, ready: !reasons.some(({ blocks }) => blocks), reasons, moduleIds: published.map(({ id }) => id) }
  }
}

const DELETED: Reason = {
  code: 'deleted',
  detail: 'a module published from it was deleted: it is not published again automatically',
  blocks: false,
}

function nameReasons(identifier: string): Reason[] {
  const problem = repositoryNameProblem(identifier)
  return problem === undefined ? [] : [{ code: 'name', detail: `${problem}: set name and provider to publish it`, blocks: true }]
}

function archivedReasons({ archived }: ListedRepository): Reason[] {
  return archived ? [{ code: 'archived', detail: 'it is archived at the host and gets no new versions', blocks: true }] : []
}

/** Tags of archived or unsuitably named repositories are not listed, so none are missing. */
function tagReasons({ identifier, archived, tags }: ListedRepository): Reason[] {
  if (archived || repositoryNameProblem(identifier) !== undefined) return []
  if (tags.versionTags === 0) {
    return [{ code: 'no-version-tags', detail: 'it has no version tag, such as v1.0.0', blocks: true }]
  }
  if (tags.versionTags !== null) return []
  return tags.error === null
    ? [{ code: 'tags-unknown', detail: 'its tags have not been checked yet', blocks: true }]
    : [{ code: 'tags-unreadable', detail: `its tags could not be read: ${tags.error}`, blocks: true }]
}

function publishedReasons(published: readonly KnownModule[], other: KnownModule | undefined): Reason[] {
  if (published.length > 0) {
    return [{ code: 'published', detail: `it is already published as ${published.map(addressOf).join(', ')}`, blocks: true }]
  }
  if (other === undefined) return []
  return [
    { code: 'address-taken', detail: `module ${addressOf(other)} already exists and does not come from this repository`, blocks: true },
  ]
}

function adminReasons({ admin }: ListedRepository, { token, permissions }: ListedIn): Reason[] {
  if (admin !== false) return []
  const who = token.serviceProviderUser ?? 'the connection'
  const needed = permissions === undefined ? '' : ` (needed: ${permissions.webhooks})`
  const detail = `${who} may not create webhooks for it${needed}: it would be polled every few minutes instead`
  return [{ code: 'no-admin-right', detail, blocks: false }]
}

function modulesByRepository({ modules, connected }: Surroundings): Map<string, KnownModule[]> {
  const repositories = new Map(connected.map((repository) => [repository.id, repository]))
  const found = new Map<string, KnownModule[]>()
  for (const module of modules) {
    const repository = module.vcsRepositoryId === null ? undefined : repositories.get(module.vcsRepositoryId)
    for (const key of repository === undefined ? [] : repositoryKeys(repository)) found.set(key, [...(found.get(key) ?? []), module])
  }
  return found
}

/** Keys that identify a repository at its host: by id, or by name, even through another connection. Hosts ignore case. */
function repositoryKeys(repository: {
  oauthTokenId: OAuthTokenId
  httpUrl: string
  identifier: string
  externalId: string | null
}): string[] {
  const { oauthTokenId, httpUrl, identifier, externalId } = repository
  const byName = [`name ${httpUrl.replace(/\/+$/, '')} ${identifier.toLowerCase()}`, `name of ${oauthTokenId} ${identifier.toLowerCase()}`]
  return externalId === null ? byName : [...byName, `id of ${oauthTokenId} ${externalId}`]
}

function deletedKeys({ provider, name, oauthTokenId: token, identifier, externalId }: DeletedModuleRepository): string[] {
  const keys = [`address ${name}/${provider}`, `name of ${token} ${identifier.toLowerCase()}`]
  return externalId === null ? keys : [...keys, `id of ${token} ${externalId}`]
}

function isDeleted(deleted: ReadonlySet<string>, keys: readonly string[], proposal: ModuleAddress | undefined): boolean {
  if (proposal !== undefined && deleted.has(`address ${proposal.name}/${proposal.provider}`)) return true
  return keys.some((key) => deleted.has(key))
}
