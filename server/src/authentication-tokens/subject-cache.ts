// Remembers for a moment whom a credential stands for, so that a burst of requests asks the database once.
import type { AccessMemory } from '../audit-trail/index.ts'
import type { Clock } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'

/** How long another process may go on accepting a credential that was revoked here. */
const LIFETIME_MS = 1000
const MAX_ENTRIES = 10_000

/** A subject as looked up, and until when its credential is good; null for ever. */
export interface Recognised<Kind extends Subject = Subject> {
  subject: Kind
  expiresAt: number | null
}

export interface SubjectCacheParts {
  clock: Clock
}

/**
 * For one kind of credential. Only successes are remembered, in memory. Every `AccessChanges` of this process empties it, so
 * that a revocation holds at once.
 */
export class SubjectCache<Kind extends Subject = Subject> implements AccessMemory {
  readonly #entries = new Map<string, { subject: Kind; until: number }>()
  /** Whoever brings a credential that is being looked up waits for that. */
  readonly #lookingUp = new Map<string, Promise<Kind>>()
  readonly #parts: SubjectCacheParts
  /** Counts the changes: a look-up that began before one must not be remembered after it. */
  #revision = 0

  constructor(parts: SubjectCacheParts) {
    this.#parts = parts
  }

  /** @param now for callers who know it */
  get(credential: string, now = this.#parts.clock.now()): Kind | undefined {
    const entry = this.#entries.get(credential)
    if (entry === undefined) return undefined
    if (now < entry.until) return entry.subject
    this.#entries.delete(credential)
    return undefined
  }

  /** @param lookUp throws for a credential that is not good */
  async through(credential: string, lookUp: () => Promise<Recognised<Kind>>): Promise<Kind> {
    return this.get(credential) ?? (await (this.#lookingUp.get(credential) ?? this.#begin(credential, lookUp)))
  }

  #begin(credential: string, lookUp: () => Promise<Recognised<Kind>>): Promise<Kind> {
    const lookingUp = this.#lookUp(credential, lookUp).finally(() => {
      if (this.#lookingUp.get(credential) === lookingUp) this.#lookingUp.delete(credential)
    })
    this.#lookingUp.set(credential, lookingUp)
    return lookingUp
  }

  async #lookUp(credential: string, lookUp: () => Promise<Recognised<Kind>>): Promise<Kind> {
    const revision = this.#revision
    const { subject, expiresAt } = await lookUp()
    if (revision === this.#revision) this.#remember(credential, subject, expiresAt)
    return subject
  }

  accessChanged(): void {
    this.#revision += 1
    this.#entries.clear()
    this.#lookingUp.clear()
  }

  #remember(credential: string, subject: Kind, expiresAt: number | null): void {
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.clear()
    this.#entries.set(credential, { subject, until: Math.min(this.#parts.clock.now() + LIFETIME_MS, expiresAt ?? Infinity) })
  }
}
