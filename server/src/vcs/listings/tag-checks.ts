// Checks the tags of listed repositories that may be modules. It works in portions, so that a long list does not keep the host or
// other jobs busy.

import { NotFound, type OAuthTokenId, severalAtOnce } from '../../kernel/index.ts'
import { GitFailure } from '../../platform/git/index.ts'
import { repositoryNameProblem } from '../../terraform/index.ts'
import type { VcsParts } from '../connections/connections.ts'
import { Hosts, type OpenConnection } from '../connections/hosts.ts'
import { HostFailure } from '../host/host-failure.ts'
import type { RefLister } from '../host/ports.ts'
import type { ListedRepository } from './listed-repository.ts'
import { ListedRepositoryRows } from './listed-repository-rows.ts'
import { listRefsOf, versionTagsOf } from './version-tags.ts'

const KNOWN_FOR_MS = 3_600_000
const FAILED_FOR_MS = 10 * 60_000
const PORTION = 100
const AT_ONCE = 3
/** After so many, the host is failing, and not a repository. */
const MAX_FAILURES = 5
const MAX_ERROR_LENGTH = 500

/** `all`: every check is fresh; `some`: more are due; `none`: the host does not answer this credential */
export type Checked = 'all' | 'some' | 'none'

export interface TagChecksParts extends VcsParts {
  git: RefLister
}

export class TagChecks {
  readonly #parts: TagChecksParts
  readonly #rows: ListedRepositoryRows
  readonly #hosts: Hosts

  constructor(parts: TagChecksParts) {
    this.#parts = parts
    this.#rows = new ListedRepositoryRows(parts.queries)
    this.#hosts = new Hosts(parts)
  }

  /** @param signal stops; what was checked stays so */
  async run(id: OAuthTokenId, signal: AbortSignal): Promise<Checked> {
    const due = (await this.#rows.of(id)).filter((repository) => this.#isDue(repository))
    if (due.length === 0) return 'all'
    let failures = 0
    try {
      const connection = await this.#hosts.open(id)
      await severalAtOnce(due.slice(0, PORTION), AT_ONCE, async (repository) => {
        signal.throwIfAborted()
        if (failures < MAX_FAILURES && !(await this.#check(connection, repository, signal))) failures += 1
      })
    } catch (error) {
      if (error instanceof HostFailure || error instanceof NotFound) return 'none'
      throw error
    }
    if (failures >= MAX_FAILURES) return 'none'
    return due.length > PORTION ? 'some' : 'all'
  }

  #isDue({ identifier, archived, tags: { checkedAt, error } }: ListedRepository): boolean {
    if (archived || repositoryNameProblem(identifier) !== undefined) return false
    if (checkedAt === null) return true
    return checkedAt + (error === null ? KNOWN_FOR_MS : FAILED_FOR_MS) <= this.#parts.clock.now()
  }

  /** @returns false when the host did not answer */
  async #check(connection: OpenConnection, { externalId, identifier, tags }: ListedRepository, signal: AbortSignal): Promise<boolean> {
    const { id } = connection.token
    const checkedAt = this.#parts.clock.now()
    try {
      const found = versionTagsOf(await listRefsOf(connection, identifier, { git: this.#parts.git, head: false, signal }))
      // A repository whose first version tags appear becomes a new candidate.
      const since = tags.versionTags === 0 && found.versionTags > 0 ? checkedAt : undefined
      await this.#rows.noteTags(id, externalId, { ...found, checkedAt, error: null }, since)
      return true
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof GitFailure)) throw error
      await this.#rows.noteTags(id, externalId, { ...tags, checkedAt, error: error.message.slice(0, MAX_ERROR_LENGTH) })
      return !error.retryable
    }
  }
}
