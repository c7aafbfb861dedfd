// Which tables a database has after some migrations. It need not be asked: PostgreSQL may hold tables of others too.
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { MIGRATIONS } from './migrations/index.ts'
import type { Database } from './open.ts'

export interface Table {
  name: string
  columns: readonly string[]
}

const ALL = MIGRATIONS.map(({ name }) => name)
const LEDGER = 'schema_migrations'

/** @param migrations their names, as `appliedMigrations` returns them; default all @returns without the ledger of migrations */
export async function tablesAfter(migrations: readonly string[] = ALL): Promise<Table[]> {
  const database = new DatabaseSync(':memory:')
  try {
    const run = async (statement: string) => database.exec(statement)
    for (const migration of MIGRATIONS) if (migrations.includes(migration.name)) await migration.up({ kind: 'sqlite', run })
    return namesIn(database, "select name from sqlite_schema where type = 'table' order by name").map((name) => ({
      name,
      columns: namesIn(database, 'select name from pragma_table_info(?) order by cid', name),
    }))
  } finally {
    database.close()
  }
}

/** @returns the names of Terrace's tables in a database, which may hold other tables too; none for an empty one */
export async function tablesIn({ kind, queries }: Pick<Database, 'kind' | 'queries'>): Promise<string[]> {
  const catalog =
    kind === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_schema where type = 'table' order by name`
      : sql<{ name: string }>`select tablename as name from pg_tables where schemaname = current_schema() order by tablename`
  const own = new Set([LEDGER, ...(await tablesAfter()).map(({ name }) => name)])
  return (await catalog.execute(queries)).rows.flatMap(({ name }) => (own.has(name) ? [name] : []))
}

function namesIn(database: DatabaseSync, statement: string, ...parameters: string[]): string[] {
  return database
    .prepare(statement)
    .all(...parameters)
    .map((row) => String(row['name']))
}
