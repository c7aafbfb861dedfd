// Who changed what, when and from where: written in the transaction of the change, so that there is none without the other.
import { randomUUID } from 'node:crypto'
import type { Queries } from '../database/index.ts'
import { can, type Subject } from '../permissions/index.ts'
import { type Clock, NotFound, type OrganizationId, type Page, type PageRequest, Unauthenticated } from '../platform/kernel/index.ts'
import type { RequestOrigins } from '../platform/request-origin/index.ts'
import type { AuditEntry, AuditEvent } from './audit-event.ts'
import type { AccessorNames } from './ports.ts'
import { AuditEventRepository } from './repository.ts'

export interface AuditTrailDependencies {
  database: Queries
  clock: Clock
  names: AccessorNames
  origins: Pick<RequestOrigins, 'current'>
}

export class AuditTrail {
  readonly #dependencies: AuditTrailDependencies

  constructor(dependencies: AuditTrailDependencies) {
    this.#dependencies = dependencies
  }

  /** @param transaction the one that makes the change */
  async record(transaction: Queries, { subject, action, resource, organizationId }: AuditEntry): Promise<void> {
    const origin = this.#dependencies.origins.current()
    await new AuditEventRepository(transaction).insert({
      id: randomUUID(),
      organizationId,
      recordedAt: this.#dependencies.clock.now(),
      accessor: await this.#accessor(transaction, subject),
      action,
      resource,
      requestId: origin?.requestId ?? null,
      remoteAddress: origin?.remoteAddress ?? null,
    })
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
    return await new AuditEventRepository(this.#dependencies.database).page(only, since ?? 0, request)
  }

  async #accessor(transaction: Queries, subject: Subject | 'operator'): Promise<AuditEvent['accessor']> {
    if (subject === 'operator') return { id: null, name: 'operator' }
    if (subject.kind === 'anonymous') return { id: null, name: 'anonymous' }
    return { id: accessorId(subject), name: await this.#dependencies.names.nameOf(transaction, subject) }
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
