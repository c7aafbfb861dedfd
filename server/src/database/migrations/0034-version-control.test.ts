import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { migrateToLatest } from '../index.ts'
import { versionControl } from './0034-version-control.ts'
import { MIGRATIONS } from './index.ts'

const CLIENTS = [
  { id: 'oc-watched', since: '7', repositories: ['acme/terraform-aws-vpc', 'acme/sub/terraform-aws-eks', 'labs/terraform-aws-s3'] },
  { id: 'oc-quiet', since: '7', repositories: [] },
  { id: 'oc-by-hand', since: 'null', repositories: ['acme/terraform-aws-rds'] },
]

describeOnEveryDatabase('the migration for version control', (open) => {
  it('lets connections go on publishing from the groups that they have published from', async () => {
    const database = await open({ empty: true })
    const run = async (statement: string) => void (await sql.raw(statement).execute(database.queries))
    await run('create table schema_migrations (name text primary key, applied_at bigint not null)')
    for (const { name, up } of MIGRATIONS.slice(0, MIGRATIONS.indexOf(versionControl))) {
      await up({ kind: database.kind, run })
      await run(`insert into schema_migrations (name, applied_at) values ('${name}', 1)`)
    }
    await run(`insert into organizations (id, name, name_lower, email, settings, user_tokens_enabled, created_at, updated_at)
      values ('org-1', 'acme', 'acme', 'a@b.c', '{}', 1, 1, 1)`)
    for (const { id, since, repositories } of CLIENTS) {
      await run(`insert into oauth_clients (id, organization_id, uuid, service_provider, http_url, api_url, settings, auto_publish_since, created_at, updated_at)
        values ('${id}', 'org-1', '${id}', 'github', 'https://h', 'https://h', '{}', ${since}, 1, 1)`)
      await run(`insert into oauth_tokens (id, oauth_client_id, credential, has_ssh_key, state, created_at, updated_at)
        values ('ot-${id}', '${id}', 'sealed', 0, 'active', 1, 1)`)
      for (const identifier of repositories) {
        await run(`insert into vcs_repositories (id, oauth_token_id, identifier, clone_url, next_sync_at, fail_count, created_at)
          values ('${id}-${identifier}', 'ot-${id}', '${identifier}', 'https://h', 1, 0, 1)`)
      }
    }
    await migrateToLatest(database)
    const rows = await database.queries.selectFrom('oauth_clients').select(['id', 'auto_publish_groups']).orderBy('id').execute()
    const groups = rows.map((row) => [row.id, JSON.parse(row.auto_publish_groups).toSorted()])
    expect(Object.fromEntries(groups)).toEqual({ 'oc-watched': ['acme', 'labs'], 'oc-quiet': [], 'oc-by-hand': [] })
  })
})
