// Remembers for a moment who a token stands for, so that a burst of requests asks the database once.

import type { Clock } from '../kernel/index.ts'
import type { AccessChanges } from '../organizations/index.ts'
import type { Subject } from '../permissions/index.ts'

/** How long another process may go on accepting a token that was revoked here. */
const LIFETIME_MS = 1000
const MOST_ENTRIES = 10_000

interface Entry {
  subject: Subject
  until: number
}

/**
 * Only successes are remembered. What is kept is in memory alone and as short-lived as the requests themselves. Any
 * change that this process makes to tokens, teams or memberships empties it, so that a revocation holds at once.
 */
export class SubjectCache implements AccessChanges {
  readonly #entries = new Map<string, Entry>()
  readonly #clock: Clock
  /** Counts the changes: what was looked up before one must not be remembered after it. */
  #revision = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get revision(): number {
    return this.#revision
  }

  get(bearer: string): Subject | undefined {
    const entry = this.#entries.get(bearer)
    if (entry === undefined) return undefined
    if (this.#clock.now() < entry.until) return entry.subject
    this.#entries.delete(bearer)
    return undefined
  }

  /**
   * @param revision as it was before the look-up began
   * @param expiresAt of the token, null for never
   */
  remember(bearer: string, subject: Subject, { revision, expiresAt }: { revision: number; expiresAt: number | null }): void {
    if (revision !== this.#revision) return
    if (this.#entries.size >= MOST_ENTRIES) this.#entries.clear()
    this.#entries.set(bearer, { subject, until: Math.min(this.#clock.now() + LIFETIME_MS, expiresAt ?? Infinity) })
  }

  accessChanged(): void {
    this.#revision += 1
    this.#entries.clear()
  }
}
