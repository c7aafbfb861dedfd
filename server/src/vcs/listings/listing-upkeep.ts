// Keeps the lists of repositories up to date, behind the requests.
import type { Queries } from '../../database/index.ts'
import { NotFound, type OAuthTokenId } from '../../kernel/index.ts'
import { repositoryNameProblem } from '../../terraform/index.ts'
import { connectionOf } from '../connections/connection.ts'
import type { VcsParts } from '../connections/connections.ts'
import { Hosts, type OpenConnection } from '../connections/hosts.ts'
import type { HostRepository } from '../host/host-api.ts'
import { HostFailure } from '../host/host-failure.ts'
import { isPlausible, type ListedRepository, listed } from './listed-repository.ts'
import { ListedRepositoryRows } from './listed-repository-rows.ts'
import { requestTagCheck } from './listing-requests.ts'
import { listingOf, type RepositoryListing } from './repository-listing.ts'

const MAX_LISTED = 10_000
const MAX_PAGES = 1000
const MAX_ERROR_LENGTH = 2000

/** For the system: no method takes a subject, and none checks a permission. */
export class ListingUpkeep {
  readonly #parts: VcsParts
  readonly #rows: ListedRepositoryRows
  readonly #hosts: Hosts

  constructor(parts: VcsParts) {
    this.#parts = parts
    this.#rows = new ListedRepositoryRows(parts.queries)
    this.#hosts = new Hosts(parts)
  }

  /** Contacts nobody. @throws NotFound when the connection is gone */
  async stored(id: OAuthTokenId): Promise<RepositoryListing> {
    const connection = await connectionOf(this.#parts.queries, id)
    if (connection === undefined) throw new NotFound(`oauth token ${id} not found`)
    return await listingOf(this.#parts.queries, connection)
  }

  /**
   * Reads the whole list again. When that fails, the previous list stays, with the reason.
   * @param signal stops between two pages; then nothing changes
   */
  async renew(id: OAuthTokenId, signal: AbortSignal): Promise<void> {
    const { clock, queries } = this.#parts
    try {
      const connection = await this.#hosts.open(id)
      const { found, cut } = await this.#allPages(connection, signal)
      await queries.transaction().execute(async (tx: Queries) => {
        const now = clock.now()
        const rows = new ListedRepositoryRows(tx)
        await rows.replace(id, await this.#withMemory(rows, id, found), now)
        await rows.noteListed(id, now, cut ? `Only the first ${MAX_LISTED} repositories are listed; name any other exactly` : null)
        await requestTagCheck(tx, id, now)
      })
    } catch (error) {
      if (error instanceof NotFound) return
      if (!(error instanceof HostFailure)) throw error
      await this.#rows.noteFailure(id, clock.now(), error.message.slice(0, MAX_ERROR_LENGTH))
    }
  }

  /** Connections whose new repositories are published automatically. */
  async watched(): Promise<OAuthTokenId[]> {
    return await this.#rows.watched()
  }

  async #allPages(connection: OpenConnection, signal: AbortSignal): Promise<{ found: HostRepository[]; cut: boolean }> {
    // By id: a repository that is used meanwhile moves to another page.
    const found = new Map<string, HostRepository>()
    let cursor: string | undefined
    for (let page = 0; page < MAX_PAGES; page++) {
      signal.throwIfAborted()
      const { items, next } = await this.#hosts.ask(connection, (api) => api.listRepositories(cursor))
      for (const item of items.filter(isPlausible)) if (!found.has(item.externalId)) found.set(item.externalId, item)
      if (next === undefined || next === cursor) return { found: [...found.values()].slice(0, MAX_LISTED), cut: found.size > MAX_LISTED }
      if (found.size >= MAX_LISTED) break
      cursor = next
    }
    return { found: [...found.values()].slice(0, MAX_LISTED), cut: true }
  }

  /** Nothing in the first list is new. Later, a repository is new when it appears or gets a name that can be published. */
  async #withMemory(rows: ListedRepositoryRows, id: OAuthTokenId, found: readonly HostRepository[]): Promise<ListedRepository[]> {
    const now = this.#parts.clock.now()
    const isFirst = ((await rows.state(id))?.listedAt ?? null) === null
    const known = new Map((await rows.everListed(id)).map((repository) => [repository.externalId, repository]))
    return found.map((repository) => {
      const before = known.get(repository.externalId)
      const isNamedNow = before !== undefined && !conforms(before) && conforms(repository)
      const since = before === undefined ? (isFirst ? 0 : now) : isNamedNow ? now : before.candidateSince
      return { ...listed(repository), candidateSince: since }
    })
  }
}

function conforms({ identifier }: { identifier: string }): boolean {
  return repositoryNameProblem(identifier) === undefined
}
