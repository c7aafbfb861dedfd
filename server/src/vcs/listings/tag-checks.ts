// Looks at the tags of listed repositories that may be modules: a few at a time, in portions, so that a long list does not keep the
// host, or other jobs, busy.

import { NotFound, type OAuthTokenId, severalAtOnce } from '../../kernel/index.ts'
import { GitFailure } from '../../platform/git/index.ts'
import { repositoryNameProblem } from '../../terraform/index.ts'
import type { VcsDependencies } from '../connections/connections.ts'
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
/** After so many, it is the host that does not answer, and not the repository. */
const FAILURES_MOST = 5
const LONGEST_ERROR = 500

/** `all`: of each it is known now; `some`: there are more; `none`: the host does not answer, or not to this credential */
export type Checked = 'all' | 'some' | 'none'

export class TagChecks {
  readonly #dependencies: VcsDependencies
  readonly #git: RefLister
  readonly #rows: ListedRepositoryRows
  readonly #hosts: Hosts

  constructor(dependencies: VcsDependencies, git: RefLister) {
    this.#dependencies = dependencies
    this.#git = git
    this.#rows = new ListedRepositoryRows(dependencies.database)
    this.#hosts = new Hosts(dependencies)
  }

  /** @param signal stops between two repositories */
  async run(id: OAuthTokenId, signal: AbortSignal): Promise<Checked> {
    const due = (await this.#rows.of(id)).filter((repository) => this.#isDue(repository))
    if (due.length === 0) return 'all'
    let failures = 0
    try {
      const connection = await this.#hosts.open(id)
      await severalAtOnce(due.slice(0, PORTION), AT_ONCE, async (repository) => {
        signal.throwIfAborted()
        if (failures < FAILURES_MOST && !(await this.#check(connection, repository))) failures += 1
      })
    } catch (error) {
      if (error instanceof HostFailure || error instanceof NotFound) return 'none'
      throw error
    }
    if (failures >= FAILURES_MOST) return 'none'
    return due.length > PORTION ? 'some' : 'all'
  }

  #isDue({ identifier, archived, tags: { checkedAt, error } }: ListedRepository): boolean {
    if (archived || repositoryNameProblem(identifier) !== undefined) return false
    if (checkedAt === null) return true
    return checkedAt + (error === null ? KNOWN_FOR_MS : FAILED_FOR_MS) <= this.#dependencies.clock.now()
  }

  /** @returns false when the host did not answer */
  async #check(connection: OpenConnection, { externalId, identifier, tags }: ListedRepository): Promise<boolean> {
    const { id } = connection.token
    const checkedAt = this.#dependencies.clock.now()
    try {
      const found = versionTagsOf(await listRefsOf(connection, identifier, { git: this.#git, head: false }))
      // One that had none, and has some now, has become something to publish.
      const since = tags.versionTags === 0 && found.versionTags > 0 ? checkedAt : undefined
      await this.#rows.noteTags(id, externalId, { ...found, checkedAt, error: null }, since)
      return true
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error
      await this.#rows.noteTags(id, externalId, { ...tags, checkedAt, error: error.message.slice(0, LONGEST_ERROR) })
      return !error.retryable
    }
  }
}
