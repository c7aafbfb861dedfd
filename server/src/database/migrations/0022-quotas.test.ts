import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { migrateToLatest } from '../index.ts'
import { quotas } from './0022-quotas.ts'
import { MIGRATIONS } from './index.ts'

describeOnEveryDatabase('the migration for quotas', (open) => {
  it('learns from the audit trail who created an organization', async () => {
    const database = await open({ empty: true })
    const run = async (statement: string) => void (await sql.raw(statement).execute(database.queries))
    await run('create table schema_migrations (name text primary key, applied_at bigint not null)')
    for (const { name, up } of MIGRATIONS.slice(0, MIGRATIONS.indexOf(quotas))) {
      await up({ kind: database.kind, run })
      await run(`insert into schema_migrations (name, applied_at) values ('${name}', 1)`)
    }
    for (const id of ['org-1', 'org-2']) {
      await run(`insert into organizations (id, name, name_lower, email, settings, user_tokens_enabled, created_at, updated_at)
        values ('${id}', '${id}', '${id}', 'a@b.c', '{}', 1, 1, 1)`)
    }
    for (const [index, action] of ['update', 'create', 'destroy'].entries()) {
      await run(`insert into audit_events (id, organization_id, recorded_at, accessor_id, accessor_name, action, resource_type, resource_id)
        values ('e-${index}', 'org-1', ${index}, 'user-${action}', 'x', '${action}', 'organization', 'org-1')`)
    }
    await migrateToLatest(database)
    const rows = await database.queries.selectFrom('organizations').select(['id', 'created_by']).orderBy('id').execute()
    expect(rows).toEqual([
      { id: 'org-1', created_by: 'user-create' },
      { id: 'org-2', created_by: null },
    ])
  })
})
