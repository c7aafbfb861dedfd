// Who changed what, when and from where. The transaction of a change writes its record.
import { randomUUID } from 'node:crypto'
import type { Queries } from '../database/index.ts'
import { type Clock, NotFound, type OrganizationId, type Page, type PageRequest, Unauthenticated } from '../kernel/index.ts'
import { can, identityOf, type Subject } from '../permissions/index.ts'
import type { RequestOrigins } from '../platform/request-origin/index.ts'
import type { Actor, AuditEntry, AuditEvent, AuditFact, AuditFilter, AuditMoment, AuditPlace } from './audit-event.ts'
import { AuditEventRows, type TrailOwner } from './audit-event-rows.ts'
import type { Accessors } from './ports.ts'

export interface AuditTrailParts {
  queries: Queries
  clock: Clock
  accessors: Accessors
  origins: Pick<RequestOrigins, 'current'>
}

type Copy = Pick<AuditEvent, 'organizationId' | 'userId'> & Partial<Pick<AuditEvent, 'accessor' | 'remoteAddress'>>

/** Optional for a subject that may read the trail of only one organization. */
export type TrailWanted = AuditFilter & { organizationId?: OrganizationId | undefined }

const BATCH = 1000
const INVITED: AuditEvent['accessor'] = { id: null, name: 'invited person' }

export class AuditTrail {
  readonly #parts: AuditTrailParts

  constructor(parts: AuditTrailParts) {
    this.#parts = parts
  }

  /**
   * @param tx the transaction of the change
   * @param moment of an entry that is written later than it happened
   */
  async record(tx: Queries, { subject, ...fact }: AuditEntry, moment: AuditMoment = this.moment()): Promise<void> {
    await this.write(tx, { ...fact, accessor: await this.accessor(tx, subject) }, moment)
  }

  /** Who acts, under their present name. */
  async accessor(tx: Queries, actor: Actor): Promise<AuditEvent['accessor']> {
    if (typeof actor === 'string') return { id: null, name: actor }
    if (actor.kind === 'anonymous') return { id: null, name: 'anonymous' }
    return { id: identityOf(actor), name: await this.#parts.accessors.nameOf(tx, actor) }
  }

  /** As `record`, for an accessor that the change may have deleted. */
  async write(
    tx: Queries,
    { accessor, action, resource, ...place }: AuditFact & Pick<AuditEvent, 'accessor'>,
    moment: AuditMoment = this.moment(),
  ): Promise<void> {
    const copies = await this.#copies(tx, place)
    await new AuditEventRows(tx).insert(copies.map((copy) => ({ id: randomUUID(), accessor, action, resource, ...moment, ...copy })))
  }

  /** Now, and where the present request comes from. */
  moment(): AuditMoment {
    const origin = this.#parts.origins.current()
    return {
      recordedAt: this.#parts.clock.now(),
      requestId: origin?.requestId ?? null,
      remoteAddress: origin?.remoteAddress ?? null,
    }
  }

  /**
   * The newest first.
   * @throws as `trailOf`
   */
  async list(subject: Subject, { organizationId, ...filter }: TrailWanted, request: PageRequest): Promise<Page<AuditEvent>> {
    return await new AuditEventRows(this.#parts.queries).page(trailOf(subject, organizationId), filter, request)
  }

  /**
   * As `list`, all of it. Events that are recorded meanwhile are left out.
   * @throws as `trailOf`, before anything is read
   */
  all(subject: Subject, { organizationId, ...filter }: TrailWanted): AsyncIterable<readonly AuditEvent[]> {
    return this.#batches(trailOf(subject, organizationId), filter)
  }

  async *#batches(owner: TrailOwner, filter: AuditFilter): AsyncGenerator<readonly AuditEvent[]> {
    const rows = new AuditEventRows(this.#parts.queries)
    let batch = await rows.batch(owner, filter, { limit: BATCH })
    while (batch.length > 0) {
      yield batch
      batch = batch.length < BATCH ? [] : await rows.batch(owner, filter, { after: batch.at(-1), limit: BATCH })
    }
  }

  /** A user's own, the newest first: what no organization sees. @throws NotFound for tokens of teams and organizations */
  async listOwn(subject: Subject, filter: AuditFilter, request: PageRequest): Promise<Page<AuditEvent>> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    if (subject.kind !== 'user') throw new NotFound('this token does not belong to a user')
    return await new AuditEventRows(this.#parts.queries).page({ userId: subject.userId }, filter, request)
  }

  /** One for every trail, with what differs there. */
  async #copies(tx: Queries, place: AuditPlace): Promise<Copy[]> {
    if ('organizationId' in place) return [{ organizationId: place.organizationId, userId: null }]
    if ('invitedTo' in place) return [{ organizationId: place.invitedTo, userId: null, accessor: INVITED, remoteAddress: null }]
    if ('userId' in place) return [{ organizationId: null, userId: place.userId }]
    const { memberId, organizationIds = await this.#parts.accessors.organizationsOf(tx, memberId) } = place
    const ofOrganizations = organizationIds.map((organizationId) => ({ organizationId, userId: null, remoteAddress: null }))
    return [{ organizationId: null, userId: memberId }, ...ofOrganizations]
  }
}

/** @throws NotFound when the subject may read no trail, or several and names none */
function trailOf(subject: Subject, organizationId: OrganizationId | undefined): TrailOwner {
  if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
  const readable = readableBy(subject).filter((id) => organizationId === undefined || id === organizationId)
  const [only, ...others] = readable
  if (only === undefined) throw new NotFound('audit trail not found')
  if (others.length > 0) throw new NotFound('audit trail not found: name the organization with ?organization=')
  return { organizationId: only }
}

function readableBy(subject: Exclude<Subject, { kind: 'anonymous' }>): OrganizationId[] {
  const known = subject.kind === 'audit-trails' ? [subject.organizationId] : subject.roles.map((role) => role.organizationId)
  return known.filter((id) => can(subject, 'read-audit-trail', id))
}
