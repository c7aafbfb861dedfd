// Applies pending migrations. Forward only; the rules are in migrations/README.md.
import { type QueryExecutorProvider, sql } from 'kysely'
import { Conflict } from '../kernel/index.ts'
import { MIGRATIONS, type Migration, type MigrationTarget } from './migrations/index.ts'
import type { Database, Queries } from './open.ts'

type Connection = Pick<Database, 'kind' | 'queries'>

/** Any fixed number that identifies the advisory lock in PostgreSQL. */
const LOCK = 7_205_471_193

/** A newer version of the program has changed the database; what this one would read or write in it may be wrong. */
class NewerDatabase extends Conflict {
  constructor(unknown: readonly string[]) {
    super(
      `The database is newer than this program: it has ${unknown.join(', ')}, and this program knows nothing after ${MIGRATIONS.at(-1)?.name}. ` +
        'Start the version that migrated the database, or restore the backup from before the upgrade.',
    )
  }
}

/**
 * Applies every pending migration in one transaction. Safe when several processes start at once: one works, the others wait.
 * @returns the names of the migrations applied
 * @throws Conflict when a newer program migrated the database
 */
export async function migrateToLatest(database: Database): Promise<string[]> {
  if ((await pendingMigrations(database)).length === 0) return []
  return await database.unhurried((queries) => migrate(queries, database.kind))
}

function migrate(queries: Queries, kind: Database['kind']): Promise<string[]> {
  return queries.transaction().execute(async (transaction) => {
    await lockOthersOut(transaction, kind)
    await createLedger(transaction)
    const pending = await notApplied(transaction)
    for (const migration of pending) await apply(transaction, kind, migration)
    return pending.map(({ name }) => name)
  })
}

/**
 * @returns the names of the migrations that `migrateToLatest` would apply, in order
 * @throws Conflict when a newer program migrated the database
 */
export async function pendingMigrations({ queries, kind }: Connection): Promise<string[]> {
  const pending = (await hasLedger(queries, kind)) ? await notApplied(queries) : MIGRATIONS
  return pending.map(({ name }) => name)
}

/**
 * @returns the names of the migrations that the database has, in order
 * @throws Conflict when a newer program migrated the database
 */
export async function appliedMigrations(connection: Connection): Promise<string[]> {
  const pending = await pendingMigrations(connection)
  return MIGRATIONS.flatMap(({ name }) => (pending.includes(name) ? [] : [name]))
}

/** @returns the names that this program does not know, because a newer one made them */
export function unknownMigrations(names: readonly string[]): string[] {
  return names.filter((name) => !MIGRATIONS.some((migration) => migration.name === name))
}

/** Gives an empty database the tables that these migrations make, and no later ones. To be called in a transaction. */
export async function migrateAs({ queries, kind }: Connection, names: readonly string[]): Promise<void> {
  await lockOthersOut(queries, kind)
  await createLedger(queries)
  for (const migration of MIGRATIONS) if (names.includes(migration.name)) await apply(queries, kind, migration)
}

/** On SQLite, the transaction is the lock: it begins as a writing one. */
async function lockOthersOut(queries: QueryExecutorProvider, kind: Database['kind']): Promise<void> {
  if (kind === 'sqlite') return
  // The role or the server may have limits of their own.
  await sql`select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)`.execute(queries)
  await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(queries)
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
  const unknown = unknownMigrations([...applied])
  if (unknown.length > 0) throw new NewerDatabase(unknown.toSorted())
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
