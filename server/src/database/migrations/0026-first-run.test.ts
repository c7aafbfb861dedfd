import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { migrateToLatest } from '../index.ts'
import { firstRun } from './0026-first-run.ts'
import { MIGRATIONS } from './index.ts'

describeOnEveryDatabase('the migration for the first run', (open) => {
  it.each([
    ['has users', ['ada', 'bob'], [{ id: 'current', created_at: 5 }]],
    ['has none', [], []],
  ])('knows whether an installation %s', async (_, usernames, expected) => {
    const database = await open({ empty: true })
    const run = async (statement: string) => void (await sql.raw(statement).execute(database.queries))
    await run('create table schema_migrations (name text primary key, applied_at bigint not null)')
    for (const { name, up } of MIGRATIONS.slice(0, MIGRATIONS.indexOf(firstRun))) {
      await up({ kind: database.kind, run })
      await run(`insert into schema_migrations (name, applied_at) values ('${name}', 1)`)
    }
    for (const [index, name] of usernames.entries()) {
      await run(`insert into users (id, username, username_lower, email, email_lower, is_site_admin, created_at, updated_at)
        values ('user-${name}', '${name}', '${name}', '${name}@b.c', '${name}@b.c', 0, ${5 + index}, ${5 + index})`)
    }
    await migrateToLatest(database)
    expect(await database.queries.selectFrom('first_users').selectAll().execute()).toEqual(expected)
  })
})
