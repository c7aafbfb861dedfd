// What connections see at their hosts: a cache that is shown while it is renewed.
import type { Queries } from '../../database/index.ts'
import { Invalid, NotFound, type OAuthTokenId, Unauthenticated } from '../../kernel/index.ts'
import { authorize, type OrganizationAction, type Subject } from '../../permissions/index.ts'
import { GitFailure } from '../../platform/git/index.ts'
import { repositoryNameProblem } from '../../terraform/index.ts'
import { providerOf, type VcsDependencies } from '../connections/connections.ts'
import { type Connection, Hosts, type OpenConnection } from '../connections/hosts.ts'
import type { OAuthClient } from '../connections/oauth-client.ts'
import type { OAuthToken } from '../connections/oauth-token.ts'
import type { HostRepository } from '../host/host-api.ts'
import { HostFailure } from '../host/host-failure.ts'
import type { RefLister } from '../host/ports.ts'
import type { HostPermissions } from '../host/provider.ts'
import { isPlausible, type ListedRepository, type ListingState, listed } from './listed-repository.ts'
import { ListedRepositoryRows } from './listed-repository-rows.ts'
import { requestListing, requestTagCheck } from './listing-requests.ts'
import { listRefsOf, versionTagsOf } from './version-tags.ts'

export interface ListingParts {
  git: RefLister
  /** tells idle workers that something was committed */
  wake(): void
}

/** A connection with what it sees. */
export interface RepositoryListing {
  client: OAuthClient
  token: OAuthToken
  /** how the host calls what the credential needs */
  permissions: HostPermissions | undefined
  /** whether the host calls this server when something is pushed */
  callsBack: boolean
  state: ListingState
  /** in the host's order: the most recently used first where it can sort */
  repositories: ListedRepository[]
}

const FRESH_MS = 5 * 60_000
/** Tags that were looked at since are not looked at again because somebody is impatient. */
const PATIENCE_MS = 60_000
const LISTED_MOST = 10_000
const PAGES_MOST = 1000
/** While somebody waits for the answer; milliseconds. */
const LOOK_UP_TIMEOUT = 15_000
const LONGEST_ERROR = 2000
const UNLISTED: ListingState = { listedAt: null, triedAt: null, error: null, refreshing: false }
const NO_LIST = 'this kind of host has no list of repositories: name the repository'

export class RepositoryListings {
  readonly #dependencies: VcsDependencies
  readonly #parts: ListingParts
  readonly #rows: ListedRepositoryRows
  readonly #hosts: Hosts

  constructor(dependencies: VcsDependencies, parts: ListingParts) {
    this.#dependencies = dependencies
    this.#parts = parts
    this.#rows = new ListedRepositoryRows(dependencies.database)
    this.#hosts = new Hosts(dependencies)
  }

  /**
   * As it was listed last; a list that is not fresh any more is renewed behind it.
   * @throws NotFound when there is no such connection for the subject
   */
  async read(subject: Subject, id: OAuthTokenId, action: OrganizationAction = 'read-vcs-settings'): Promise<RepositoryListing> {
    const { clock, database } = this.#dependencies
    const listing = await this.#listingOf(await this.#permitted(subject, action, id))
    const { state, client } = listing
    if (providerOf(client).api === undefined) return { ...listing, state: { ...state, error: NO_LIST } }
    if (state.refreshing || clock.now() - (state.triedAt ?? 0) < FRESH_MS) return listing
    await requestListing(database, id, clock.now())
    this.#parts.wake()
    return { ...listing, state: { ...state, refreshing: true } }
  }

  /** @throws NotFound when there is no connection on which the subject may do this */
  async check(subject: Subject, id: OAuthTokenId, action: OrganizationAction): Promise<void> {
    await this.#permitted(subject, action, id)
  }

  /** For jobs: asks no permission, and nobody else. @throws NotFound when the connection is gone */
  async stored(id: OAuthTokenId): Promise<RepositoryListing> {
    const connection = await this.#hosts.find(id)
    if (connection === undefined) throw new NotFound(`oauth token ${id} not found`)
    return await this.#listingOf(connection)
  }

  /** Renews it, with the tags, however fresh it is. @throws Invalid when there is nothing to list */
  async refresh(subject: Subject, id: OAuthTokenId): Promise<RepositoryListing> {
    const { clock, database } = this.#dependencies
    const connection = await this.#permitted(subject, 'read-vcs-settings', id)
    if (providerOf(connection.client).api === undefined) throw new Invalid(NO_LIST)
    await this.#rows.forgetChecks(id, clock.now() - PATIENCE_MS)
    await requestListing(database, id, clock.now())
    this.#parts.wake()
    return await this.#listingOf(connection)
  }

  /**
   * Asks the host about one repository, listed or not.
   * @returns the connection with that repository, or with none when the host does not have it for this connection
   * @throws Invalid when the host cannot be asked
   */
  async lookUp(
    subject: Subject,
    { oauthTokenId, identifier }: { oauthTokenId: OAuthTokenId; identifier: string },
    action: OrganizationAction = 'read-vcs-settings',
  ): Promise<RepositoryListing> {
    const connection = await this.#permitted(subject, action, oauthTokenId)
    const problem = providerOf(connection.client).identifierProblem(identifier)
    if (problem !== undefined) throw new Invalid(problem)
    const listing = await this.#listingOf(connection)
    const found = await this.#found(connection, identifier)
    return { ...listing, repositories: found === undefined ? [] : [found] }
  }

  /**
   * For jobs: asks no permission. Reads the whole list anew; one that cannot be read leaves the former one, and the reason.
   * @param signal stops between two pages, and changes nothing then
   */
  async renew(id: OAuthTokenId, signal: AbortSignal): Promise<void> {
    const { clock, database } = this.#dependencies
    try {
      const connection = await this.#hosts.open(id)
      const { found, cut } = await this.#allPages(connection, signal)
      await database.transaction().execute(async (transaction: Queries) => {
        const now = clock.now()
        const rows = new ListedRepositoryRows(transaction)
        await rows.replace(id, await this.#withMemory(rows, id, found), now)
        await rows.noteListed(id, now, cut ? `only the first ${LISTED_MOST} repositories are listed: name others exactly` : null)
        await requestTagCheck(transaction, id, now)
      })
    } catch (error) {
      if (error instanceof NotFound) return
      if (!(error instanceof HostFailure)) throw error
      await this.#rows.noteFailure(id, clock.now(), error.message.slice(0, LONGEST_ERROR))
    }
  }

  /** For jobs: those whose new repositories are published by themselves. */
  async watched(): Promise<OAuthTokenId[]> {
    return await this.#rows.watched()
  }

  async #allPages(connection: OpenConnection, signal: AbortSignal): Promise<{ found: HostRepository[]; cut: boolean }> {
    // By id: what is used while pages are read moves from one to another.
    const found = new Map<string, HostRepository>()
    let cursor: string | undefined
    for (let page = 0; page < PAGES_MOST; page++) {
      signal.throwIfAborted()
      const { items, next } = await this.#hosts.ask(connection, (api) => api.listRepositories(cursor))
      for (const item of items.filter(isPlausible)) if (!found.has(item.externalId)) found.set(item.externalId, item)
      if (next === undefined || next === cursor) return { found: [...found.values()].slice(0, LISTED_MOST), cut: found.size > LISTED_MOST }
      if (found.size >= LISTED_MOST) break
      cursor = next
    }
    return { found: [...found.values()].slice(0, LISTED_MOST), cut: true }
  }

  /** The first list is where counting begins: nothing in it is new. Later, what was not there before is, or got a name that counts. */
  async #withMemory(rows: ListedRepositoryRows, id: OAuthTokenId, found: readonly HostRepository[]): Promise<ListedRepository[]> {
    const now = this.#dependencies.clock.now()
    const isFirst = ((await rows.state(id))?.listedAt ?? null) === null
    const known = new Map((await rows.everListed(id)).map((repository) => [repository.externalId, repository]))
    return found.map((repository) => {
      const before = known.get(repository.externalId)
      const isNamedNow = before !== undefined && !conforms(before) && conforms(repository)
      const since = before === undefined ? (isFirst ? 0 : now) : isNamedNow ? now : before.candidateSince
      return { ...listed(repository), candidateSince: since }
    })
  }

  async #found(connection: Connection, identifier: string): Promise<ListedRepository | undefined> {
    try {
      const open = await this.#hosts.opened(connection)
      if (open.provider.api === undefined) return await this.#readByGit(open, identifier)
      const found = listed(await this.#hosts.ask(open, (api) => api.readRepository({ identifier })))
      return { ...found, tags: await this.#tagsOf(open, found) }
    } catch (error) {
      if (error instanceof HostFailure && error.reason === 'not_found') return undefined
      if (error instanceof HostFailure) throw new Invalid(`Repository ${identifier} could not be read: ${error.message}`)
      throw error
    }
  }

  async #readByGit(open: OpenConnection, identifier: string): Promise<ListedRepository | undefined> {
    const { client, provider } = open
    try {
      const refs = await listRefsOf(open, identifier, { git: this.#parts.git, timeoutMs: LOOK_UP_TIMEOUT })
      const webUrl = provider.cloneUrls(client.httpUrl, identifier).at(-1) ?? ''
      const known = { externalId: identifier, identifier, webUrl, defaultBranch: refs.head?.name, archived: false, admin: undefined }
      const tags = { ...versionTagsOf(refs), checkedAt: this.#dependencies.clock.now(), error: null }
      return { ...listed({ ...known, private: true }), private: null, tags }
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error
      if (error.reason === 'not_found' || error.reason === 'authentication') return undefined
      throw new Invalid(`Repository ${identifier} could not be read: ${error.message}`)
    }
  }

  async #tagsOf(open: OpenConnection, { externalId, identifier }: ListedRepository): Promise<ListedRepository['tags']> {
    const checkedAt = this.#dependencies.clock.now()
    try {
      const refs = await listRefsOf(open, identifier, { git: this.#parts.git, timeoutMs: LOOK_UP_TIMEOUT, head: false })
      const tags = { ...versionTagsOf(refs), checkedAt, error: null }
      await this.#rows.noteTags(open.token.id, externalId, tags)
      return tags
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error
      return { checkedAt, versionTags: null, latestVersion: null, error: error.message }
    }
  }

  async #listingOf({ client, token }: Connection): Promise<RepositoryListing> {
    const { credential: _, ...shown } = token
    const provider = providerOf(client)
    return {
      client,
      token: shown,
      permissions: provider.permissions,
      callsBack: provider.api !== undefined && provider.webhooks !== undefined,
      state: (await this.#rows.state(token.id)) ?? UNLISTED,
      repositories: await this.#rows.of(token.id),
    }
  }

  async #permitted(subject: Subject, action: OrganizationAction, id: OAuthTokenId): Promise<Connection> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const connection = await this.#hosts.find(id)
    if (connection === undefined) throw new NotFound(`oauth token ${id} not found`)
    authorize(subject, action, connection.client.organizationId, `oauth token ${id}`)
    return connection
  }
}

function conforms({ identifier }: { identifier: string }): boolean {
  return repositoryNameProblem(identifier) === undefined
}
