// A change and its record in the audit trail are one unit of work: neither exists without the other.
import type { Queries } from '../database/index.ts'
import type { Actor, AuditEntry, AuditFact, AuditMoment } from './audit-event.ts'
import type { AuditTrail } from './audit-trail.ts'

export interface AuditedChangesParts {
  queries: Queries
  trail: Pick<AuditTrail, 'accessor' | 'moment' | 'record' | 'write'>
}

/** Something that happened and changed nothing, such as a wrong password. */
export interface Incident {
  entry: AuditEntry
  moment: AuditMoment
}

/** What a change was, told once it is made; an empty list when nothing had to change. */
export type Audit<Result> = (result: Result) => AuditFact | readonly AuditFact[]

/** The only way to change what the audit trail covers. For changes of what subjects may do, see `AccessChanges`. */
export class AuditedChanges {
  readonly #parts: AuditedChangesParts

  constructor(parts: AuditedChangesParts) {
    this.#parts = parts
  }

  /**
   * Changes and records in one transaction, which may run more than once: the work has no effect outside the database.
   * @returns what the work returns
   */
  async make<Result>(actor: Actor, work: (tx: Queries) => Promise<Result>, audit: Audit<Result>): Promise<Result> {
    const { queries, trail } = this.#parts
    return await queries.transaction().execute(async (tx: Queries) => {
      // Named first: the change may delete its actor.
      const accessor = await trail.accessor(tx, actor)
      const result = await work(tx)
      for (const fact of [audit(result)].flat()) await trail.write(tx, { ...fact, accessor })
      return result
    })
  }

  /** An incident of this moment, to be recorded later. */
  incident(entry: AuditEntry): Incident {
    return { entry, moment: this.#parts.trail.moment() }
  }

  /** All of them or none. */
  async recordIncidents(incidents: readonly Incident[]): Promise<void> {
    const { queries, trail } = this.#parts
    await queries.transaction().execute(async (tx: Queries) => {
      for (const { entry, moment } of incidents) await trail.record(tx, entry, moment)
    })
  }
}
