// Applies pending migrations. Forward only; the rules are in migrations/README.md.
import { type QueryExecutorProvider, sql } from 'kysely'
import { MIGRATIONS, type Migration, type MigrationTarget } from './migrations/index.ts'
import type { Database } from './open.ts'

/** Any fixed number that identifies the advisory lock in PostgreSQL. */
const LOCK = 7_205_471_193

/**
 * Applies every pending migration in one transaction. Safe when several processes start at once: one works, the others wait.
 * @returns the names of the migrations applied
 */
export async function migrateToLatest(database: Database): Promise<string[]> {
  if ((await pendingMigrations(database)).length === 0) return []
  return database.queries.transaction().execute(async (transaction) => {
    await lockOthersOut(transaction, database.kind)
    await createLedger(transaction)
    const pending = await notApplied(transaction)
    for (const migration of pending) await apply(transaction, database.kind, migration)
    return pending.map(({ name }) => name)
  })
}

/** @returns the names of the migrations that `migrateToLatest` would apply, in order */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const { queries } = database
  const pending = (await hasLedger(queries, database.kind)) ? await notApplied(queries) : MIGRATIONS
  return pending.map(({ name }) => name)
}

/** On SQLite, the transaction is the lock: it begins as a writing one. */
async function lockOthersOut(queries: QueryExecutorProvider, kind: Database['kind']): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(queries)
}

async function createLedger(queries: QueryExecutorProvider): Promise<void> {
  await sql`create table if not exists schema_migrations (name text primary key, applied_at bigint not null)`.execute(queries)
}

async function hasLedger(queries: QueryExecutorProvider, kind: Database['kind']): Promise<boolean> {
  const catalog =
    kind === 'sqlite'
      ? sql`select 1 from sqlite_master where type = 'table' and name = 'schema_migrations'`
      : sql`select 1 from pg_tables where schemaname = current_schema() and tablename = 'schema_migrations'`
  return (await catalog.execute(queries)).rows.length > 0
}

async function notApplied(queries: QueryExecutorProvider): Promise<readonly Migration[]> {
  const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(queries)
  const applied = new Set(rows.map(({ name }) => name))
  return MIGRATIONS.filter(({ name }) => !applied.has(name))
}

async function apply(queries: QueryExecutorProvider, kind: Database['kind'], migration: Migration): Promise<void> {
  const target: MigrationTarget = {
    kind,
    run: async (statement) => void (await sql.raw(statement).execute(queries)),
  }
  await migration.up(target)
  await sql`insert into schema_migrations (name, applied_at) values (${migration.name}, ${Date.now()})`.execute(queries)
}
