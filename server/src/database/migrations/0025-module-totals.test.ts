import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { migrateToLatest } from '../index.ts'
import { moduleTotals } from './0025-module-totals.ts'
import { MIGRATIONS } from './index.ts'

describeOnEveryDatabase('the migration for totals', (open) => {
  it('counts the versions and the downloads of every module', async () => {
    const database = await open({ empty: true })
    const run = async (statement: string) => void (await sql.raw(statement).execute(database.queries))
    await run('create table schema_migrations (name text primary key, applied_at bigint not null)')
    for (const { name, up } of MIGRATIONS.slice(0, MIGRATIONS.indexOf(moduleTotals))) {
      await up({ kind: database.kind, run })
      await run(`insert into schema_migrations (name, applied_at) values ('${name}', 1)`)
    }
    await run(`insert into organizations (id, name, name_lower, email, settings, user_tokens_enabled, created_at, updated_at)
      values ('org-1', 'acme', 'acme', 'a@b.c', '{}', 1, 1, 1)`)
    for (const [id, latest] of [
      ['full', "'1.1.0'"],
      ['empty', 'null'],
    ]) {
      await run(`insert into registry_modules (id, organization_id, registry_name, namespace, name, provider, status, publishing_mechanism,
          no_code, ingress_submodules, webhook_uuid, search_text, description, latest_version, created_at, updated_at)
        values ('mod-${id}', 'org-1', 'private', 'acme', '${id}', 'aws', 'pending', 'non_vcs', 0, 0, '${id}', '', '', ${latest}, 1, 1)`)
    }
    for (const [index, [status, publishedAt, deprecation]] of [
      ['ok', '20', 'null'],
      ['ok', '30', `'{"reason":"old","link":""}'`],
      ['clone_failed', 'null', 'null'],
      ['reg_ingress_failed', 'null', 'null'],
      ['pending', 'null', 'null'],
    ].entries()) {
      await run(`insert into registry_module_versions (id, registry_module_id, version, version_sort, status, source, published_at,
          deprecation, created_at, updated_at)
        values ('modver-${index}', 'mod-full', '1.${index}.0', '1.${index}.0', '${status}', 'tfe-api', ${publishedAt}, ${deprecation}, 1, 1)`)
    }
    for (const day of [1, 2]) await run(`insert into registry_module_downloads values ('mod-full', ${day}, ${day * 10})`)
    await migrateToLatest(database)
    const totals = await database.queries.selectFrom('registry_module_totals').selectAll().orderBy('registry_module_id').execute()
    const none = { published_versions: 0, failed_versions: 0, unfinished_versions: 0, latest_deprecated: 0 }
    expect(totals).toEqual([
      { registry_module_id: 'mod-empty', ...none, last_published_at: null, downloads: 0 },
      {
        registry_module_id: 'mod-full',
        published_versions: 2,
        failed_versions: 2,
        unfinished_versions: 1,
        latest_deprecated: 1,
        last_published_at: 30,
        downloads: 30,
      },
    ])
  })
})
