// oxlint-disable typescript/no-unsafe-type-assertion -- rows and tables chosen at run time
import type { Kysely } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import { id, rows } from '../../test/support/schema-rows.ts'
import { isUniqueViolation, type Queries, type Schema } from './index.ts'

const TABLES = Object.keys(rows) as (keyof Schema)[]

/** Tables chosen at run time have no row type. */
const untyped = (queries: Queries) => queries as unknown as Kysely<Record<string, Record<string, unknown>>>

async function fill(queries: Queries): Promise<void> {
  for (const table of TABLES) await untyped(queries).insertInto(table).values(rows[table]).execute()
}

const readAll = (queries: Queries, table: keyof Schema) => untyped(queries).selectFrom(table).selectAll().execute()

describeOnEveryDatabase('the tables', (open) => {
  it('have exactly the columns of the schema', async () => {
    const { queries } = await open()
    await fill(queries)
    for (const table of TABLES) expect(await readAll(queries, table), table).toEqual([rows[table]])
  })

  it('lose everything of a deleted organization, and nothing else', async () => {
    const { queries } = await open()
    await fill(queries)
    await queries.deleteFrom('organizations').execute()
    const left: string[] = []
    for (const table of TABLES) if ((await readAll(queries, table)).length > 0) left.push(table)
    expect(left).toEqual([
      'users',
      'provider_identities',
      'user_passwords',
      'first_users',
      'sign_in_links',
      'browser_sessions',
      'provider_sign_ins',
      'authorization_codes',
      'audit_events',
      'archive_contents',
      'module_inspections',
      'import_event_positions',
      // Forgotten by the purge, within the hour.
      'registry_module_version_consumers',
      'storage_marks',
      'secret_key_checks',
      'jobs',
    ])
  })

  it('keep a module whose repository is no longer connected', async () => {
    const { queries } = await open()
    await fill(queries)
    await queries.deleteFrom('oauth_clients').execute()
    expect(await readAll(queries, 'vcs_repositories')).toEqual([])
    expect(await readAll(queries, 'registry_modules')).toMatchObject([{ id: 'mod-1', vcs_repository_id: null }])
    expect(await readAll(queries, 'registry_module_versions')).toHaveLength(1)
  })

  it('refuse a second private module at the same address, from any organization', async () => {
    const { queries } = await open()
    await fill(queries)
    await queries
      .insertInto('organizations')
      .values({ ...rows.organizations, id: id('org-2'), name_lower: 'other' })
      .execute()
    const same = { ...rows.registry_modules, id: id('mod-2'), organization_id: id('org-2'), webhook_uuid: 'w-2' }
    const twice = await queries
      .insertInto('registry_modules')
      .values(same)
      .execute()
      .catch((error: unknown) => error)
    expect(isUniqueViolation(twice)).toBe(true)
    await queries
      .insertInto('registry_modules')
      .values({ ...same, registry_name: 'public' })
      .execute()
  })

  it('order text byte by byte', async () => {
    const { queries } = await open()
    await queries.insertInto('organizations').values(rows.organizations).execute()
    await queries
      .insertInto('registry_modules')
      .values({ ...rows.registry_modules, vcs_repository_id: null })
      .execute()
    const sorted = ['0~', '1-', '1.B', '1.a', '1~', 'Z', 'a', '~']
    for (const version_sort of sorted.toReversed()) {
      const version = { ...rows.registry_module_versions, id: id(`modver-${version_sort}`), version: version_sort, version_sort }
      await queries.insertInto('registry_module_versions').values(version).execute()
    }
    const found = await queries.selectFrom('registry_module_versions').select('version_sort').orderBy('version_sort').execute()
    expect(found.map((row) => row.version_sort)).toEqual(sorted)
  })
})
