// Wrong passwords for the audit trail. They are collected in memory and written later: an answer that waited for it would
// tell whether there is such a user.
import type { AuditEntry, AuditMoment, AuditTrail } from '../../audit-trail/index.ts'
import type { Queries } from '../../database/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { User } from '../people/user.ts'

interface Failure {
  entry: AuditEntry
  moment: AuditMoment
}

/** The limit of wrong passwords keeps it far below; beyond it, while the database cannot be written, the oldest are forgotten. */
const MOST = 10_000

export class FailedPasswords {
  readonly #parts: { database: Queries; trail: Pick<AuditTrail, 'record' | 'moment'> }
  #collected: Failure[] = []

  constructor(parts: { database: Queries; trail: Pick<AuditTrail, 'record' | 'moment'> }) {
    this.#parts = parts
  }

  /** @param subject who typed it, as far as that was known */
  note(subject: Subject, action: 'sign_in_failed' | 'update_password_failed', { id, username }: Pick<User, 'id' | 'username'>): void {
    const entry = { subject, action, resource: { type: 'user', id, meta: { username } }, userId: id }
    this.#keep([...this.#collected, { entry, moment: this.#parts.trail.moment() }])
  }

  /** Writes what was collected. To be called every few seconds and before the process ends; what fails is tried with the next call. */
  async flush(): Promise<void> {
    const collected = this.#collected
    if (collected.length === 0) return
    this.#collected = []
    try {
      await this.#parts.database.transaction().execute(async (transaction: Queries) => {
        for (const { entry, moment } of collected) await this.#parts.trail.record(transaction, entry, moment)
      })
    } catch (error) {
      this.#keep([...collected, ...this.#collected])
      throw error
    }
  }

  #keep(failures: Failure[]): void {
    this.#collected = failures.slice(-MOST)
  }
}
