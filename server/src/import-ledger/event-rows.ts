// The SQL of the import ledger.
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely'
import { inChunks, rowPage, type Schema } from '../database/index.ts'
import type { Page, PageRequest, RegistryModuleId, VcsRepositoryId } from '../kernel/index.ts'
import type { EventFilter } from './event-filter.ts'
import type { EventKind, ImportEvent, ImportStep, NewImportEvent } from './import-event.ts'

type Row = Schema['import_events']
/** The tables that appending needs. */
export type LedgerTables = Pick<Schema, 'import_events' | 'import_event_positions'>

const MAX_MESSAGE_LENGTH = 2000

/**
 * Part of the caller's transaction, and best its last statements: until it ends, no other transaction appends. So positions
 * become visible in order, and a reader who has seen one has missed none before it.
 * @param now milliseconds since the epoch
 */
export async function appendEvents(db: Kysely<LedgerTables>, events: readonly NewImportEvent[], now: number): Promise<void> {
  if (events.length === 0) return
  const { last_position: last } = await db
    .insertInto('import_event_positions')
    .values({ id: 1, last_position: events.length })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ last_position: sql<number>`import_event_positions.last_position + ${events.length}` }),
    )
    .returning('last_position')
    .executeTakeFirstOrThrow()
  const first = last - events.length + 1
  const rows = events.map((event, index) => rowOf(event, first + index, now))
  await inChunks(rows, (some) => db.insertInto('import_events').values(some).execute())
}

/** Appends the step for every module of the repository. */
export async function appendForRepository(
  db: Kysely<LedgerTables & Pick<Schema, 'registry_modules'>>,
  repositoryId: VcsRepositoryId,
  step: ImportStep,
  now: number,
): Promise<void> {
  const modules = await db
    .selectFrom('registry_modules')
    .select(['id', 'organization_id'])
    .where('vcs_repository_id', '=', repositoryId)
    .execute()
  const events = modules.map(({ id, organization_id }) => ({ ...step, moduleId: id, organizationId: organization_id }))
  await appendEvents(db, events, now)
}

export class EventRows {
  readonly #queries: Kysely<LedgerTables>

  constructor(queries: Kysely<LedgerTables>) {
    this.#queries = queries
  }

  /** The newest first. */
  async ofModule(id: RegistryModuleId, kinds: readonly EventKind[] | undefined, request: PageRequest): Promise<Page<ImportEvent>> {
    let all = this.#queries.selectFrom('import_events').where('registry_module_id', '=', id).where('listed', '=', 1)
    if (kinds !== undefined) all = all.where('kind', 'in', kinds.length === 0 ? [null as never] : kinds)
    return await rowPage(all.selectAll().orderBy('position', 'desc'), request, eventOf)
  }

  async lastPosition(): Promise<number> {
    const row = await this.#queries.selectFrom('import_event_positions').select('last_position').executeTakeFirst()
    return row?.last_position ?? 0
  }

  /** In order, the oldest first. */
  async after(position: number, { moduleId, organizationId, publishingIds = [] }: EventFilter, limit: number): Promise<ImportEvent[]> {
    let events = this.#queries.selectFrom('import_events').selectAll().where('position', '>', position)
    if (moduleId !== undefined) events = events.where('registry_module_id', '=', moduleId)
    if (organizationId !== undefined || publishingIds.length > 0) {
      events = events.where((is) => {
        const published = is.and([is('organization_id', 'in', publishingIds), is('kind', '=', 'version'), is('status', '=', 'ok')])
        const own = organizationId === undefined ? [] : [is('organization_id', '=', organizationId)]
        return is.or([...own, ...(publishingIds.length > 0 ? [published] : [])])
      })
    }
    return (await events.orderBy('position').limit(limit).execute()).map(eventOf)
  }

  /** @returns how many */
  async deleteOldest(before: number, limit: number): Promise<number> {
    const oldest = this.#queries.selectFrom('import_events').select('position').where('recorded_at', '<', before).limit(limit)
    const { numDeletedRows } = await this.#queries.deleteFrom('import_events').where('position', 'in', oldest).executeTakeFirstOrThrow()
    return Number(numDeletedRows)
  }
}

function rowOf(event: NewImportEvent, position: number, now: number): Insertable<Row> {
  return {
    position,
    organization_id: event.organizationId,
    registry_module_id: event.moduleId,
    kind: event.kind,
    status: event.status,
    version: event.version ?? null,
    message: event.message?.slice(0, MAX_MESSAGE_LENGTH) ?? null,
    detail: JSON.stringify(event.detail ?? {}),
    listed: event.listed === false ? 0 : 1,
    started_at: event.startedAt,
    duration_ms: event.durationMs === undefined || event.durationMs === null ? null : Math.round(event.durationMs),
    recorded_at: now,
  }
}

function eventOf(row: Selectable<Row>): ImportEvent {
  return {
    position: row.position,
    organizationId: row.organization_id,
    moduleId: row.registry_module_id,
    kind: row.kind,
    status: row.status,
    version: row.version,
    message: row.message,
    detail: JSON.parse(row.detail),
    listed: row.listed === 1,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    recordedAt: row.recorded_at,
  }
}
