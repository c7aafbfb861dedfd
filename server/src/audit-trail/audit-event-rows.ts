import type { Kysely, Selectable } from 'kysely'
import { inChunks, rowPage, type Schema } from '../database/index.ts'
import type { OrganizationId, Page, PageRequest, UserId } from '../kernel/index.ts'
import type { AuditEvent, AuditFilter } from './audit-event.ts'

type Tables = Pick<Schema, 'audit_events'>

/** Of an organization, or of a person. */
export type TrailOwner = { organizationId: OrganizationId } | { userId: UserId }

export class AuditEventRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async insert(events: readonly AuditEvent[]): Promise<void> {
    await inChunks(events.map(rowOf), (rows) => this.#queries.insertInto('audit_events').values(rows).execute())
  }

  /** @returns how many, at most `limit` */
  async deleteOldest(before: number, limit: number): Promise<number> {
    const oldest = this.#queries
      .selectFrom('audit_events')
      .select('id')
      .where('recorded_at', '<', before)
      .orderBy('recorded_at')
      .limit(limit)
    const { numDeletedRows } = await this.#queries.deleteFrom('audit_events').where('id', 'in', oldest).executeTakeFirst()
    return Number(numDeletedRows)
  }

  /** The newest first. */
  async page(owner: TrailOwner, filter: AuditFilter, request: PageRequest): Promise<Page<AuditEvent>> {
    return await rowPage(this.#matching(owner, filter).selectAll().orderBy('recorded_at', 'desc').orderBy('id', 'desc'), request, eventOf)
  }

  /** The newest first. @param after the last event of the batch before */
  async batch(
    owner: TrailOwner,
    filter: AuditFilter,
    { after, limit }: { after?: AuditEvent | undefined; limit: number },
  ): Promise<AuditEvent[]> {
    let matching = this.#matching(owner, filter)
    if (after !== undefined) {
      const { recordedAt, id } = after
      matching = matching.where((is) =>
        is.or([is('recorded_at', '<', recordedAt), is.and([is('recorded_at', '=', recordedAt), is('id', '<', id)])]),
      )
    }
    const rows = await matching.selectAll().orderBy('recorded_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
    return rows.map(eventOf)
  }

  #matching(owner: TrailOwner, { since, until, accessor, action, resourceType, resourceId }: AuditFilter) {
    const all = this.#queries.selectFrom('audit_events')
    let matching = 'userId' in owner ? all.where('user_id', '=', owner.userId) : all.where('organization_id', '=', owner.organizationId)
    if (since !== undefined) matching = matching.where('recorded_at', '>=', since)
    if (until !== undefined) matching = matching.where('recorded_at', '<', until)
    if (accessor !== undefined) {
      matching = matching.where((is) => is.or([is('accessor_id', '=', accessor), is('accessor_name', '=', accessor)]))
    }
    if (action !== undefined) matching = matching.where('action', '=', action)
    if (resourceType !== undefined) matching = matching.where('resource_type', '=', resourceType)
    if (resourceId !== undefined) matching = matching.where('resource_id', '=', resourceId)
    return matching
  }
}

function rowOf(event: AuditEvent): Schema['audit_events'] {
  return {
    id: event.id,
    organization_id: event.organizationId,
    user_id: event.userId,
    recorded_at: event.recordedAt,
    accessor_id: event.accessor.id,
    accessor_name: event.accessor.name,
    action: event.action,
    resource_type: event.resource.type,
    resource_id: event.resource.id,
    meta: event.resource.meta === undefined ? null : JSON.stringify(event.resource.meta),
    request_id: event.requestId,
    remote_address: event.remoteAddress,
  }
}

function eventOf(row: Selectable<Schema['audit_events']>): AuditEvent {
  return {
    id: row.id,
    organizationId: row.organization_id,
    userId: row.user_id,
    recordedAt: row.recorded_at,
    accessor: { id: row.accessor_id, name: row.accessor_name },
    action: row.action,
    resource: { type: row.resource_type, id: row.resource_id, ...(row.meta === null ? {} : { meta: JSON.parse(row.meta) }) },
    requestId: row.request_id,
    remoteAddress: row.remote_address,
  }
}
