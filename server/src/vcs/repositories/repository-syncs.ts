// When each repository is synced next, how its last sync went, and which connections rest.
import type { Queries } from '../../database/index.ts'
import type { OAuthTokenId, VcsRepositoryId } from '../../kernel/index.ts'
import { ConnectionPauseRows } from '../connections/connection-pause-rows.ts'
import type { VcsParts } from '../connections/connections.ts'
import type { Pause, Trouble } from '../connections/pause.ts'
import { RepositorySyncRows } from '../connections/repository-sync-rows.ts'
import { type TagPush, TagPushRows } from '../connections/tag-push-rows.ts'
import type { RepositoryFacts, VcsRepository } from '../connections/vcs-repository.ts'

const MAX_ERROR_LENGTH = 2000

/** For the system: no method takes a subject, and none checks a permission. */
export class RepositorySyncs {
  readonly #parts: Pick<VcsParts, 'queries' | 'clock'>
  readonly #rows: RepositorySyncRows
  readonly #pauses: ConnectionPauseRows

  constructor(parts: Pick<VcsParts, 'queries' | 'clock'>) {
    this.#parts = parts
    this.#rows = new RepositorySyncRows(parts.queries)
    this.#pauses = new ConnectionPauseRows(parts.queries)
  }

  /** The longest overdue first; repositories of paused connections are left out. */
  async due(now: number, limit: number): Promise<VcsRepository[]> {
    return await this.#rows.due(now, limit)
  }

  /** What the time of the next sync depends on. @returns undefined when the repository is gone */
  async facts(id: VcsRepositoryId): Promise<RepositoryFacts | undefined> {
    return await this.#rows.facts(id)
  }

  /**
   * @param sync `seenNextSyncAt`: `nextSyncAt` of the repository when the sync began. When the repository was connected
   *   again since, the sync did not see everything: nothing is recorded and it stays due.
   * @returns whether the sync was recorded
   */
  async record(
    id: VcsRepositoryId,
    sync: { digest: string; at: number; next: number; seenNextSyncAt?: number; changed?: boolean },
  ): Promise<boolean> {
    return await this.#rows.record(id, sync)
  }

  async recordFailure(id: VcsRepositoryId, message: string, next: number): Promise<void> {
    await this.#rows.recordFailure(id, message.slice(0, MAX_ERROR_LENGTH), next)
  }

  /** Part of the caller's transaction: the next sync decides on every tag again, even if none changed. */
  async reconsider(tx: Queries, id: VcsRepositoryId): Promise<void> {
    await new RepositorySyncRows(tx).forgetDigest(id, this.#parts.clock.now())
  }

  /** The tags that the host reported as created or deleted since the last sync. */
  async tagPushes(id: VcsRepositoryId): Promise<TagPush[]> {
    return await new TagPushRows(this.#parts.queries).of(id)
  }

  /** Once the sync has decided on these tags. */
  async forgetTagPushes(id: VcsRepositoryId, pushes: readonly TagPush[]): Promise<void> {
    if (pushes.length === 0) return
    await new TagPushRows(this.#parts.queries).forget(id, Math.max(...pushes.map(({ notedAt }) => notedAt)))
  }

  async postpone(id: VcsRepositoryId, next: number): Promise<void> {
    await this.#rows.postpone(id, next)
  }

  /** @returns undefined when the connection is not paused */
  async pauseOf(id: OAuthTokenId): Promise<Pause | undefined> {
    return await this.#pauses.of(id)
  }

  /** Pauses all syncs over the connection for a while. */
  async pause(id: OAuthTokenId, trouble: Trouble): Promise<Pause> {
    return await this.#pauses.record(id, trouble, this.#parts.clock.now())
  }

  async endPause(id: OAuthTokenId): Promise<void> {
    await this.#pauses.end(id)
  }
}
