// Wrong passwords for the audit trail, collected in memory and written later. Writing them at once would take time only
// when the user exists, and so tell who has an account.
import type { AuditedChanges, Incident } from '../../audit-trail/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { User } from '../people/user.ts'

export interface FailedPasswordsParts {
  changes: Pick<AuditedChanges, 'incident' | 'recordIncidents'>
}

/** The limit on attempts keeps it far below. While the database cannot be written, the oldest are dropped. */
const MAX_COLLECTED = 10_000

export class FailedPasswords {
  readonly #parts: FailedPasswordsParts
  #collected: Incident[] = []

  constructor(parts: FailedPasswordsParts) {
    this.#parts = parts
  }

  /** @param subject who typed it, as far as that is known */
  note(subject: Subject, action: 'sign_in_failed' | 'update_password_failed', { id, username }: Pick<User, 'id' | 'username'>): void {
    const entry = { subject, action, resource: { type: 'user', id, meta: { username } }, userId: id }
    this.#keep([...this.#collected, this.#parts.changes.incident(entry)])
  }

  /** Writes what was collected, and keeps it for the next call when that fails. Runs every few seconds and before the process ends. */
  async flush(): Promise<void> {
    const collected = this.#collected
    if (collected.length === 0) return
    this.#collected = []
    try {
      await this.#parts.changes.recordIncidents(collected)
    } catch (error) {
      this.#keep([...collected, ...this.#collected])
      throw error
    }
  }

  #keep(incidents: Incident[]): void {
    this.#collected = incidents.slice(-MAX_COLLECTED)
  }
}
