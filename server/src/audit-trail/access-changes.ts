// A change of what subjects may do is known at once: what was remembered about them is dropped with it.
import type { Queries } from '../database/index.ts'
import type { Actor } from './audit-event.ts'
import type { Audit, AuditedChanges } from './audited-changes.ts'

/** A memory of subjects and what they may do. */
export interface AccessMemory {
  /** Everything remembered may be stale. */
  accessChanged(): void
}

export interface AccessChangesParts {
  changes: AuditedChanges
  memories: readonly AccessMemory[]
}

/** The only way to change users, teams, memberships, tokens, sessions, and what an organization shares. */
export class AccessChanges {
  readonly #parts: AccessChangesParts

  constructor(parts: AccessChangesParts) {
    this.#parts = parts
  }

  /** As `AuditedChanges.make`, and every memory of subjects is empty when it returns. */
  async make<Result>(actor: Actor, work: (tx: Queries) => Promise<Result>, audit: Audit<Result>): Promise<Result> {
    const { changes, memories } = this.#parts
    try {
      return await changes.make(actor, work, audit)
    } finally {
      // Also after a failure: the connection can break between the commit and its confirmation.
      for (const memory of memories) memory.accessChanged()
    }
  }
}
