import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { migrateToLatest } from '../index.ts'
import { initial } from './0001-initial.ts'

describeOnEveryDatabase('the migration for accounts', (open) => {
  it('gives existing organizations a default project, and keeps their setting', async () => {
    const database = await open({ empty: true })
    const run = async (statement: string) => void (await sql.raw(statement).execute(database.queries))
    await initial.up({ kind: database.kind, run })
    await run('create table schema_migrations (name text primary key, applied_at bigint not null)')
    await run(`insert into schema_migrations (name, applied_at) values ('${initial.name}', 1)`)
    const columns = 'id, name, name_lower, email, settings, created_at, updated_at'
    await run(`insert into organizations (${columns}) values ('org-aaaaaaaaaaaaaaaa', 'one', 'one', 'a@b.c', '{}', 5, 6)`)
    const off = '{"user-tokens-enabled":false}'
    await run(`insert into organizations (${columns}) values ('org-bbbbbbbbbbbbbbbb', 'two', 'two', 'a@b.c', '${off}', 7, 8)`)
    await migrateToLatest(database)
    expect(await database.queries.selectFrom('organizations').selectAll().orderBy('id').execute()).toMatchObject([
      { name: 'one', user_tokens_enabled: 1, default_project_id: 'prj-aaaaaaaaaaaaaaaa', default_agent_pool_id: null },
      { name: 'two', user_tokens_enabled: 0, default_project_id: 'prj-bbbbbbbbbbbbbbbb', default_agent_pool_id: null },
    ])
    expect(await database.queries.selectFrom('projects').selectAll().orderBy('id').execute()).toMatchObject([
      { id: 'prj-aaaaaaaaaaaaaaaa', organization_id: 'org-aaaaaaaaaaaaaaaa', name: 'Default Project' },
      { id: 'prj-bbbbbbbbbbbbbbbb', organization_id: 'org-bbbbbbbbbbbbbbbb', name: 'Default Project' },
    ])
  })
})
