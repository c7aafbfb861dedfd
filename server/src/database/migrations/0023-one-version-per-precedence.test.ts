import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { migrateToLatest } from '../index.ts'
import { oneVersionPerPrecedence } from './0023-one-version-per-precedence.ts'
import { MIGRATIONS } from './index.ts'

const version = (text: string) => `{"version":"${text}"}`
const answer = (module: string, versions: string[]) => `{"modules":[{"source":"acme/${module}/aws","versions":[${versions.join(',')}]}]}`

describeOnEveryDatabase('versions of the same precedence from earlier releases', (open) => {
  it('are listed once, as the one that was published first, and public records are complete', async () => {
    const database = await open({ empty: true })
    const run = async (statement: string) => void (await sql.raw(statement).execute(database.queries))
    await run('create table schema_migrations (name text primary key, applied_at bigint not null)')
    for (const { name, up } of MIGRATIONS.slice(0, MIGRATIONS.indexOf(oneVersionPerPrecedence))) {
      await up({ kind: database.kind, run })
      await run(`insert into schema_migrations (name, applied_at) values ('${name}', 1)`)
    }
    await run(`insert into organizations (id, name, name_lower, email, settings, user_tokens_enabled, created_at, updated_at)
      values ('org-1', 'acme', 'acme', 'a@b.c', '{}', 1, 1, 1)`)
    const module = async (id: string, registry: string, latest: string | null) =>
      run(`insert into registry_modules (id, organization_id, registry_name, namespace, name, provider, status, publishing_mechanism,
          no_code, ingress_submodules, webhook_uuid, search_text, description, latest_version, created_at, updated_at)
        values ('mod-${id}', 'org-1', '${registry}', 'acme', '${id}', 'aws', 'pending', 'non_vcs', 0, 0, '${id}', '', '',
          ${latest === null ? 'null' : `'${latest}'`}, 1, 1)`)
    let count = 0
    const published = async (moduleId: string, text: string, at: number, deprecation = 'null') =>
      run(`insert into registry_module_versions (id, registry_module_id, version, version_sort, status, source, published_at,
          deprecation, created_at, updated_at)
        values ('modver-${++count}', 'mod-${moduleId}', '${text}', '${text.replace('+', '2')}', 'ok', 'tfe-api', ${at}, ${deprecation}, 1, 1)`)
    const prepared = async (moduleId: string, versionsJson: string) =>
      run(`insert into registry_module_documents (registry_module_id, versions_json, revision)
        values ('mod-${moduleId}', '${versionsJson}', 3)`)
    await module('both', 'private', '1.0.0+b2')
    await published('both', '1.0.0+b2', 30)
    await published('both', '1.0.0', 10, `'{"reason":"old","link":""}'`)
    await published('both', '1.0.0+b1', 20)
    await published('both', '0.9.0', 5)
    const deprecated = '{"version":"1.0.0","deprecation":{"reason":"old","link":""}}'
    await prepared('both', answer('both', [version('1.0.0+b2'), version('1.0.0+b1'), deprecated, version('0.9.0')]))
    await module('one', 'private', '2.0.0+b1')
    await published('one', '2.0.0+b1', 10)
    await prepared('one', answer('one', [version('2.0.0+b1')]))
    await module('record', 'public', null)

    await migrateToLatest(database)
    const documents = await database.queries.selectFrom('registry_module_documents').selectAll().orderBy('registry_module_id').execute()
    expect(documents).toEqual([
      { registry_module_id: 'mod-both', versions_json: answer('both', [deprecated, version('0.9.0')]), revision: 4 },
      { registry_module_id: 'mod-one', versions_json: answer('one', [version('2.0.0+b1')]), revision: 3 },
    ])
    const modules = await database.queries.selectFrom('registry_modules').select(['id', 'status', 'latest_version']).orderBy('id').execute()
    expect(modules).toEqual([
      { id: 'mod-both', status: 'pending', latest_version: '1.0.0' },
      { id: 'mod-one', status: 'pending', latest_version: '2.0.0+b1' },
      { id: 'mod-record', status: 'setup_complete', latest_version: null },
    ])
  })
})
