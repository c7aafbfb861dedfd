import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { migrateToLatest } from '../index.ts'
import { searchableFacets } from './0029-searchable-facets.ts'
import { MIGRATIONS } from './index.ts'

describeOnEveryDatabase('the migration for facets of the search', (open) => {
  it('keeps what is indexed, and numbers what modules are counted by', async () => {
    const database = await open({ empty: true })
    const run = async (statement: string) => void (await sql.raw(statement).execute(database.queries))
    await run('create table schema_migrations (name text primary key, applied_at bigint not null)')
    for (const { name, up } of MIGRATIONS.slice(0, MIGRATIONS.indexOf(searchableFacets))) {
      await up({ kind: database.kind, run })
      await run(`insert into schema_migrations (name, applied_at) values ('${name}', 1)`)
    }
    for (const organization of ['one', 'two']) {
      await run(`insert into organizations (id, name, name_lower, email, settings, user_tokens_enabled, created_at, updated_at)
        values ('org-${organization}', '${organization}', '${organization}', 'a@b.c', '{}', 1, 1, 1)`)
    }
    const module = async (number: number, organization: string, failed: number, labels: Record<string, string> = {}) => {
      await run(`insert into registry_modules (id, organization_id, registry_name, namespace, name, provider, status, publishing_mechanism,
          no_code, ingress_submodules, webhook_uuid, search_text, description, created_at, updated_at)
        values ('mod-${number}', 'org-${organization}', 'private', '${organization}', 'm${number}', 'aws', 'pending', 'non_vcs', 0, 0,
          '${number}', '', '', 1, 1)`)
      await run(`insert into module_search_documents (number, registry_module_id, organization_id, registry_name, provider, status,
          has_failed, is_deprecated, address, version, format, fingerprint, content)
        values (${number}, 'mod-${number}', 'org-${organization}', 'private', 'aws', 'pending', ${failed}, 0, 'm${number}', '', 1, 'f',
          'content ${number}')`)
      for (const [position, [key, value]] of Object.entries(labels).entries()) {
        await run(`insert into registry_module_tag_bindings (id, registry_module_id, key, value, position)
          values ('tb-${number}-${position}', 'mod-${number}', '${key}', '${value}', ${position})`)
      }
    }
    await module(1, 'one', 0, { team: 'a "b"', owner: 'c' })
    await module(2, 'one', 0, { owner: 'c', team: 'a "b"' })
    await module(3, 'one', 1)
    await module(4, 'two', 1)

    await migrateToLatest(database)
    const { queries } = database
    const documents = await queries
      .selectFrom('module_search_documents')
      .innerJoin('module_search_contents', 'document', 'module_search_documents.number')
      .innerJoin('module_search_facets', (join) =>
        join
          .onRef('module_search_facets.organization_id', '=', 'module_search_documents.organization_id')
          .onRef('module_search_facets.number', '=', 'module_search_documents.facets'),
      )
      .select(['module_search_documents.number', 'content', 'module_search_facets.facets'])
      .orderBy('module_search_documents.number')
      .execute()
    const labels = [
      ['owner', 'c'],
      ['team', 'a "b"'],
    ]
    expect(documents.map(({ facets, ...rest }) => ({ ...rest, facets: JSON.parse(facets) }))).toEqual([
      { number: 1, content: 'content 1', facets: ['private', 'aws', 'pending', 0, 0, labels] },
      { number: 2, content: 'content 2', facets: ['private', 'aws', 'pending', 0, 0, labels] },
      { number: 3, content: 'content 3', facets: ['private', 'aws', 'pending', 1, 0, []] },
      { number: 4, content: 'content 4', facets: ['private', 'aws', 'pending', 1, 0, []] },
    ])
    expect(await queries.selectFrom('module_search_facets').select('organization_id').orderBy('organization_id').execute()).toEqual([
      { organization_id: 'org-one' },
      { organization_id: 'org-one' },
      { organization_id: 'org-two' },
    ])
  })
})
