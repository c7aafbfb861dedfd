// Who changed what, when and from where: written in the transaction of the change, so that there is none without the other.
import { randomUUID } from 'node:crypto'
import type { Queries } from '../database/index.ts'
import { type Clock, NotFound, type OrganizationId, type Page, type PageRequest, Unauthenticated } from '../kernel/index.ts'
import { can, type Subject } from '../permissions/index.ts'
import type { RequestOrigins } from '../platform/request-origin/index.ts'
import type { AuditEntry, AuditEvent, AuditMoment, AuditPlace, NamelessAccessor } from './audit-event.ts'
import { AuditEventRows } from './audit-event-rows.ts'
import type { Accessors } from './ports.ts'

export interface AuditTrailDependencies {
  database: Queries
  clock: Clock
  accessors: Accessors
  origins: Pick<RequestOrigins, 'current'>
}

const FORGOTTEN_AT_ONCE = 1000

export class AuditTrail {
  readonly #dependencies: AuditTrailDependencies

  constructor(dependencies: AuditTrailDependencies) {
    this.#dependencies = dependencies
  }

  /**
   * @param transaction the one that makes the change
   * @param moment of what is written later than it happened
   */
  async record(
    transaction: Queries,
    { subject, action, resource, ...place }: AuditEntry,
    moment: AuditMoment = this.moment(),
  ): Promise<void> {
    const accessor = await this.#accessor(transaction, subject)
    const organizationIds = await this.#organizations(transaction, place)
    await new AuditEventRows(transaction).insert(
      organizationIds.map((organizationId) => ({ id: randomUUID(), organizationId, accessor, action, resource, ...moment })),
    )
  }

  /** Now, and where the request being answered comes from. */
  moment(): AuditMoment {
    const origin = this.#dependencies.origins.current()
    return {
      recordedAt: this.#dependencies.clock.now(),
      requestId: origin?.requestId ?? null,
      remoteAddress: origin?.remoteAddress ?? null,
    }
  }

  /**
   * The newest first.
   * @param organizationId may be left out by who may read the trail of one organization only
   * @param since milliseconds since the epoch
   * @throws NotFound when the subject may read none, or of several and has not said which
   */
  async list(
    subject: Subject,
    { organizationId, since }: { organizationId?: OrganizationId | undefined; since?: number | undefined },
    request: PageRequest,
  ): Promise<Page<AuditEvent>> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const readable = readableBy(subject).filter((id) => organizationId === undefined || id === organizationId)
    const [only, ...others] = readable
    if (only === undefined) throw new NotFound('audit trail not found')
    if (others.length > 0) throw new NotFound('audit trail not found: say which organization is meant with ?organization=')
    return await new AuditEventRows(this.#dependencies.database).page(only, since ?? 0, request)
  }

  /**
   * For jobs: asks no permission. Forgets what was recorded before the time, a part at a time, so that changes need not wait.
   * @param before milliseconds since the epoch
   * @param signal stops between two parts
   * @returns how many entries
   */
  async forget(before: number, signal?: AbortSignal): Promise<number> {
    const events = new AuditEventRows(this.#dependencies.database)
    let forgotten = 0
    for (;;) {
      const count = await events.deleteOldest(before, FORGOTTEN_AT_ONCE)
      forgotten += count
      if (count < FORGOTTEN_AT_ONCE || signal?.aborted === true) return forgotten
    }
  }

  async #organizations(transaction: Queries, place: AuditPlace): Promise<AuditEvent['organizationId'][]> {
    if ('organizationId' in place) return [place.organizationId]
    const organizationIds = await this.#dependencies.accessors.organizationsOf(transaction, place.userId)
    return organizationIds.length === 0 ? [null] : organizationIds
  }

  async #accessor(transaction: Queries, subject: Subject | NamelessAccessor): Promise<AuditEvent['accessor']> {
    if (typeof subject === 'string') return { id: null, name: subject }
    if (subject.kind === 'anonymous') return { id: null, name: 'anonymous' }
    return { id: accessorId(subject), name: await this.#dependencies.accessors.nameOf(transaction, subject) }
  }
}

function readableBy(subject: Exclude<Subject, { kind: 'anonymous' }>): OrganizationId[] {
  const known = subject.kind === 'audit-trails' ? [subject.organizationId] : subject.roles.map((role) => role.organizationId)
  return known.filter((id) => can(subject, 'read-audit-trail', id))
}

function accessorId(subject: Exclude<Subject, { kind: 'anonymous' }>): string | null {
  switch (subject.kind) {
    case 'user':
      return subject.userId
    case 'team':
      return subject.teamId
    case 'organization':
      return subject.roles[0]?.organizationId ?? null
    case 'audit-trails':
      return subject.organizationId
  }
}
