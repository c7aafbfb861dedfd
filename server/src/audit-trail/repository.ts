import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { OrganizationId, Page, PageRequest } from '../platform/kernel/index.ts'
import type { AuditEvent } from './audit-event.ts'

type Tables = Pick<Schema, 'audit_events'>

export class AuditEventRepository {
  readonly #database: Kysely<Tables>

  constructor(database: Kysely<Tables>) {
    this.#database = database
  }

  async insert(event: AuditEvent): Promise<void> {
    await this.#database
      .insertInto('audit_events')
      .values({
        id: event.id,
        organization_id: event.organizationId,
        recorded_at: event.recordedAt,
        accessor_id: event.accessor.id,
        accessor_name: event.accessor.name,
        action: event.action,
        resource_type: event.resource.type,
        resource_id: event.resource.id,
        meta: event.resource.meta === undefined ? null : JSON.stringify(event.resource.meta),
        request_id: event.requestId,
        remote_address: event.remoteAddress,
      })
      .execute()
  }

  /** The newest first. */
  async page(organizationId: OrganizationId, since: number, request: PageRequest): Promise<Page<AuditEvent>> {
    const all = this.#database.selectFrom('audit_events').where('organization_id', '=', organizationId).where('recorded_at', '>=', since)
    const { total } = await all.select((select) => select.fn.countAll<number | string>().as('total')).executeTakeFirstOrThrow()
    const rows = await all
      .selectAll()
      .orderBy('recorded_at', 'desc')
      .orderBy('id', 'desc')
      .limit(request.size)
      .offset((request.number - 1) * request.size)
      .execute()
    return { items: rows.map(eventOf), request, totalCount: Number(total) }
  }
}

function eventOf(row: Selectable<Schema['audit_events']>): AuditEvent {
  return {
    id: row.id,
    organizationId: row.organization_id,
    recordedAt: row.recorded_at,
    accessor: { id: row.accessor_id, name: row.accessor_name },
    action: row.action,
    resource: { type: row.resource_type, id: row.resource_id, ...(row.meta === null ? {} : { meta: JSON.parse(row.meta) }) },
    requestId: row.request_id,
    remoteAddress: row.remote_address,
  }
}
