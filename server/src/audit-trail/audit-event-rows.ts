import type { Kysely, Selectable } from 'kysely'
import { inChunks, rowPage, type Schema } from '../database/index.ts'
import type { OrganizationId, Page, PageRequest, UserId } from '../kernel/index.ts'
import type { AuditEvent } from './audit-event.ts'

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
  async page(owner: TrailOwner, since: number, request: PageRequest): Promise<Page<AuditEvent>> {
    const recent = this.#queries.selectFrom('audit_events').where('recorded_at', '>=', since)
    const all = 'userId' in owner ? recent.where('user_id', '=', owner.userId) : recent.where('organization_id', '=', owner.organizationId)
    return await rowPage(all.selectAll().orderBy('recorded_at', 'desc').orderBy('id', 'desc'), request, eventOf)
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
