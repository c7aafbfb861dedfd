// The SQL of backups: whole tables, whatever is in them.
import { type Kysely, sql } from 'kysely'
import { type Database, inChunks, type Queries, type Table } from '../database/index.ts'

/** Both databases hold texts and integers alone, and hold them alike. */
export type Row = Record<string, string | number | null>

export type Connection = Pick<Database, 'kind' | 'queries'>

/** Rows may hold documents: a thousand of them could be large. */
const PAGE = 100
const POSITION = 'position_of_row'
const CURSOR = 'rows_of_backup'

/** Yields all rows, page by page. To be called in a snapshot. */
export function readRows(connection: Connection, table: Table): AsyncGenerator<Row[]> {
  return connection.kind === 'sqlite' ? readByPosition(connection.queries, table) : readByCursor(connection.queries, table)
}

async function* readByPosition(queries: Queries, { name, columns }: Table): AsyncGenerator<Row[]> {
  for (let last = Number.MIN_SAFE_INTEGER; ; ) {
    const query = sql<Row>`select rowid as ${sql.id(POSITION)}, ${identifiers(columns)} from ${sql.table(name)}
      where rowid > ${last} order by rowid limit ${PAGE}`
    const { rows } = await query.execute(queries)
    if (rows.length > 0) yield rows.map(({ [POSITION]: _position, ...row }) => row)
    if (rows.length < PAGE) return
    last = Number(rows.at(-1)?.[POSITION])
  }
}

async function* readByCursor(queries: Queries, { name, columns }: Table): AsyncGenerator<Row[]> {
  const query = sql`select ${identifiers(columns)} from ${sql.table(name)}`
  await sql`declare ${sql.id(CURSOR)} no scroll cursor for ${query}`.execute(queries)
  for (;;) {
    const { rows } = await sql<Row>`fetch forward ${sql.lit(PAGE)} from ${sql.id(CURSOR)}`.execute(queries)
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) break
  }
  await sql`close ${sql.id(CURSOR)}`.execute(queries)
}

function identifiers(columns: readonly string[]) {
  return sql.join(columns.map((column) => sql.id(column)))
}

export async function insertRows(tx: Queries, table: string, rows: readonly Row[]): Promise<void> {
  // A table that is named at run time has no row type.
  const untyped = tx as unknown as Kysely<Record<string, Row>>
  await inChunks(rows, (some) => untyped.insertInto(table).values(some).execute())
}

export async function countRows(queries: Queries, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(queries)
  return Number(rows[0]?.count)
}

/** Lets rows come in any order, because tables refer to each other in circles: references are checked once all rows are there. */
export async function deferringReferences(
  { kind, queries: tx }: Connection,
  tables: readonly Table[],
  work: () => Promise<void>,
): Promise<void> {
  if (kind === 'sqlite') {
    await sql`pragma defer_foreign_keys = on`.execute(tx)
    return await work()
  }
  const references = await referencesOf(tx, tables)
  for (const { table, name } of references)
    await sql`alter table ${sql.table(table)} alter constraint ${sql.id(name)} deferrable initially deferred`.execute(tx)
  await work()
  await sql`set constraints all immediate`.execute(tx)
  for (const { table, name } of references)
    await sql`alter table ${sql.table(table)} alter constraint ${sql.id(name)} not deferrable`.execute(tx)
}

async function referencesOf(tx: Queries, tables: readonly Table[]): Promise<{ table: string; name: string }[]> {
  const { rows } = await sql<{ table: string; name: string }>`
    select class.relname as "table", conname as name from pg_constraint
    join pg_class class on class.oid = conrelid
    join pg_namespace namespace on namespace.oid = class.relnamespace
    where contype = 'f' and nspname = current_schema() and relname in (${sql.join(tables.map(({ name }) => name))})`.execute(tx)
  return rows
}
