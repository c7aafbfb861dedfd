// The repositories that connections can read: a cached list, which is shown while it is refreshed.
import { Invalid, NotFound, type OAuthTokenId, Unauthenticated } from '../../kernel/index.ts'
import { authorize, type OrganizationAction, type Subject } from '../../permissions/index.ts'
import { GitFailure } from '../../platform/git/index.ts'
import type { Connection } from '../connections/connection.ts'
import { providerOf, type VcsParts } from '../connections/connections.ts'
import { Hosts, type OpenConnection } from '../connections/hosts.ts'
import { HostFailure } from '../host/host-failure.ts'
import type { IngressRequests, RefLister } from '../host/ports.ts'
import { type ListedRepository, listed } from './listed-repository.ts'
import { ListedRepositoryRows } from './listed-repository-rows.ts'
import { requestListing } from './listing-requests.ts'
import { listingOf, type RepositoryListing } from './repository-listing.ts'
import { listRefsOf, versionTagsOf } from './version-tags.ts'

export interface RepositoryListingsParts extends VcsParts {
  git: RefLister
  ingress: Pick<IngressRequests, 'wake'>
}

const FRESH_MS = 5 * 60_000
/** A manual refresh does not repeat tag checks younger than this. */
const PATIENCE_MS = 60_000
/** While somebody waits for the answer; milliseconds. */
const LOOK_UP_TIMEOUT = 15_000
const NO_LIST = 'This kind of host cannot list repositories; name the repository exactly'

/** For people: every method checks what its subject may do. */
export class RepositoryListings {
  readonly #parts: RepositoryListingsParts
  readonly #rows: ListedRepositoryRows
  readonly #hosts: Hosts

  constructor(parts: RepositoryListingsParts) {
    this.#parts = parts
    this.#rows = new ListedRepositoryRows(parts.queries)
    this.#hosts = new Hosts(parts)
  }

  /**
   * Returns the last list, and requests a new one when it is stale.
   * @throws NotFound when the subject may not see such a connection
   */
  async read(subject: Subject, id: OAuthTokenId, action: OrganizationAction = 'read-vcs-settings'): Promise<RepositoryListing> {
    const { clock, queries } = this.#parts
    const listing = await listingOf(queries, await this.#permitted(subject, action, id))
    const { state, client } = listing
    if (providerOf(client).api === undefined) return { ...listing, state: { ...state, error: NO_LIST } }
    if (state.refreshing || clock.now() - (state.triedAt ?? 0) < FRESH_MS) return listing
    await requestListing(queries, id, clock.now())
    this.#parts.ingress.wake()
    return { ...listing, state: { ...state, refreshing: true } }
  }

  /** @throws NotFound when the subject may not do this on such a connection */
  async check(subject: Subject, id: OAuthTokenId, action: OrganizationAction): Promise<void> {
    await this.#permitted(subject, action, id)
  }

  /** Refreshes the list and the tags, however fresh they are. @throws Invalid when the host cannot list repositories */
  async refresh(subject: Subject, id: OAuthTokenId): Promise<RepositoryListing> {
    const { clock, queries } = this.#parts
    const connection = await this.#permitted(subject, 'read-vcs-settings', id)
    if (providerOf(connection.client).api === undefined) throw new Invalid(NO_LIST)
    await this.#rows.forgetChecks(id, clock.now() - PATIENCE_MS)
    await requestListing(queries, id, clock.now())
    this.#parts.ingress.wake()
    return await listingOf(queries, connection)
  }

  /**
   * Looks one repository up at the host, listed or not.
   * @returns the connection with that repository, or with none when the connection cannot read it
   * @throws Invalid when the host does not answer
   */
  async lookUp(
    subject: Subject,
    { oauthTokenId, identifier }: { oauthTokenId: OAuthTokenId; identifier: string },
    action: OrganizationAction = 'read-vcs-settings',
  ): Promise<RepositoryListing> {
    const connection = await this.#permitted(subject, action, oauthTokenId)
    const problem = providerOf(connection.client).identifierProblem(identifier)
    if (problem !== undefined) throw new Invalid(problem)
    const listing = await listingOf(this.#parts.queries, connection)
    const found = await this.#found(connection, identifier)
    return { ...listing, repositories: found === undefined ? [] : [found] }
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
      const tags = { ...versionTagsOf(refs), checkedAt: this.#parts.clock.now(), error: null }
      return { ...listed({ ...known, private: true }), private: null, tags }
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error
      if (error.reason === 'not_found' || error.reason === 'authentication') return undefined
      throw new Invalid(`Repository ${identifier} could not be read: ${error.message}`)
    }
  }

  async #tagsOf(open: OpenConnection, { externalId, identifier }: ListedRepository): Promise<ListedRepository['tags']> {
    const checkedAt = this.#parts.clock.now()
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

  async #permitted(subject: Subject, action: OrganizationAction, id: OAuthTokenId): Promise<Connection> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const connection = await this.#hosts.find(id)
    if (connection === undefined) throw new NotFound(`oauth token ${id} not found`)
    authorize(subject, action, connection.client.organizationId, `oauth token ${id}`)
    return connection
  }
}
