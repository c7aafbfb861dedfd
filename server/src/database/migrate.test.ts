import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import { migrateToLatest, openDatabase, pendingMigrations } from './index.ts'
import { MIGRATIONS } from './migrations/index.ts'

const every = MIGRATIONS.map(({ name }) => name)

describeOnEveryDatabase('migrations', (open) => {
  it('bring an empty database up to date, once', async () => {
    const database = await open({ empty: true })
    expect(await pendingMigrations(database)).toEqual(every)
    expect(await migrateToLatest(database)).toEqual(every)
    expect(await pendingMigrations(database)).toEqual([])
    expect(await migrateToLatest(database)).toEqual([])
    expect(await database.queries.selectFrom('organizations').selectAll().execute()).toEqual([])
  })

  it('are applied once when several processes start concurrently', async () => {
    const { config } = await open({ empty: true })
    const databases = await Promise.all([openDatabase(config), openDatabase(config), openDatabase(config)])
    const applied = await Promise.all(databases.map(migrateToLatest))
    await Promise.all(databases.map((database) => database.close()))
    expect(applied.flat()).toEqual(every)
  })

  it('leave nothing behind when one of them fails', async () => {
    const database = await open({ empty: true })
    await sql`create table jobs (id integer)`.execute(database.queries)
    await expect(migrateToLatest(database)).rejects.toThrow('jobs')
    expect(await pendingMigrations(database)).toEqual(every)
    await expect(database.queries.selectFrom('organizations').selectAll().execute()).rejects.toThrow('organizations')
  })
})

describeOnEveryDatabase('a database that a newer program migrated', (open) => {
  it('is refused by name, and nothing is changed', async () => {
    const database = await open()
    await sql`insert into schema_migrations (name, applied_at) values ('9999-from-the-future', 1)`.execute(database.queries)
    const names = new RegExp(`9999-from-the-future.*${every.at(-1)}`)
    await expect(migrateToLatest(database)).rejects.toThrow(names)
    await expect(pendingMigrations(database)).rejects.toThrow(names)
  })
})

it('migrations are numbered without gaps', () => {
  expect(every.map((name) => Number(name.slice(0, 4)))).toEqual(every.map((_, index) => index + 1))
})
