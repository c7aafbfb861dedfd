import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { migrateAs, migrateToLatest, pendingMigrations } from '../index.ts'
import { whatImportsRecord } from './0027-what-imports-record.ts'

describeOnEveryDatabase('the migration for what imports record', (open) => {
  it('marks every stored inspection as one of an earlier format, never tried again', async () => {
    const database = await open({ empty: true })
    const all = await pendingMigrations(database)
    const earlier = all.slice(0, all.indexOf(whatImportsRecord.name))
    await database.queries.transaction().execute((tx) => migrateAs({ kind: database.kind, queries: tx }, earlier))
    await sql`insert into module_inspections (key, document, created_at) values ('a', '{}', 1)`.execute(database.queries)
    await migrateToLatest(database)
    const rows = await database.queries.selectFrom('module_inspections').selectAll().execute()
    expect(rows).toEqual([{ key: 'a', document: '{}', created_at: 1, format: 0, tried_at: 0 }])
  })
})
