import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { createManualClock } from '../../../test/support/jobs.ts'
import { id, rows } from '../../../test/support/schema-rows.ts'
import type { Queries, Schema } from '../../database/index.ts'
import { createStoredState } from './stored-state.ts'
import { archiveTotals } from './stored-state-rows.ts'

const NOW = 1_700_000_000_000

/** The modules, versions, connections and jobs of the test, without the rows around them. */
async function fill(queries: Queries): Promise<void> {
  const { organizations, oauth_clients, oauth_tokens, registry_modules, registry_module_versions, vcs_connection_pauses, jobs } = rows
  await queries
    .insertInto('organizations')
    .values({ ...organizations, default_project_id: null })
    .execute()
  await queries
    .insertInto('oauth_clients')
    .values({ ...oauth_clients, agent_pool_id: null })
    .execute()
  const tokens = (['active', 'active', 'needs_reauthorization'] as const).map((state, index) => ({
    ...oauth_tokens,
    id: id(`ot-${index}`),
    state,
  }))
  await queries.insertInto('oauth_tokens').values(tokens).execute()
  const pause = { ...vcs_connection_pauses, reason: 'failing' as const }
  await queries
    .insertInto('vcs_connection_pauses')
    .values([
      { ...pause, oauth_token_id: id('ot-0'), paused_until: NOW + 1 },
      { ...pause, oauth_token_id: id('ot-1'), paused_until: NOW },
    ])
    .execute()
  await queries
    .insertInto('registry_modules')
    .values({ ...registry_modules, vcs_repository_id: null })
    .execute()
  const version = { ...registry_module_versions, inspection_key: null }
  const versions = [
    { archive_key: 'shared', archive_size: 100, archive_problem: 'damaged' as const },
    { archive_key: 'shared', archive_size: 100, archive_problem: 'damaged' as const },
    { archive_key: 'other', archive_size: 20, archive_problem: null },
    { archive_key: null, archive_size: null, archive_problem: null },
  ]
  await queries
    .insertInto('registry_module_versions')
    .values(versions.map((each, index) => ({ ...version, ...each, id: id(`modver-${index}`), version: `1.0.${index}` })))
    .execute()
  const job = { ...jobs, lease_id: null, lease_until: null }
  const states = [
    { kind: 'sync_repository', state: 'queued' as const, run_at: NOW - 5000 },
    { kind: 'sync_repository', state: 'queued' as const, run_at: NOW + 5000 },
    { kind: 'sync_repository', state: 'running' as const, run_at: NOW - 9000 },
    { kind: 'sweep_objects', state: 'failed' as const, run_at: NOW - 9000 },
  ]
  await queries
    .insertInto('jobs')
    .values(states.map((each, index) => ({ ...job, ...each, id: `job-${index}`, key: `key-${index}` })))
    .execute()
}

describeOnEveryDatabase('the stored state of metrics', (open) => {
  it('counts jobs, archives and connections', async () => {
    const database = await open()
    await fill(database.queries)
    const state = await createStoredState(database, createManualClock(NOW))()
    const jobs = state?.jobs.toSorted((one, other) => (one.state < other.state ? -1 : 1))
    expect({ ...state, jobs }).toEqual({
      at: NOW,
      jobs: [
        { kind: 'sweep_objects', state: 'failed', count: 1, due: null },
        { kind: 'sync_repository', state: 'queued', count: 2, due: NOW - 5000 },
        { kind: 'sync_repository', state: 'running', count: 1, due: null },
      ],
      archives: { count: 2, bytes: 120 },
      damaged: [{ word: 'damaged', count: 1 }],
      connections: expect.toSatisfy((words: unknown[]) => words.length === 2),
      pauses: [{ word: 'failing', count: 1 }],
    })
    expect(state?.connections).toEqual(
      expect.arrayContaining([
        { word: 'active', count: 2 },
        { word: 'needs_reauthorization', count: 1 },
      ]),
    )
  })

  it('adds archives up page by page', async () => {
    const database = await open()
    await fill(database.queries)
    for (const pageSize of [1, 2, 3]) expect(await archiveTotals(database.queries, pageSize)).toEqual({ count: 2, bytes: 120 })
  })

  it('of a database without anything is empty', async () => {
    const state = await createStoredState(await open(), createManualClock(NOW))()
    expect(state).toEqual({ at: NOW, jobs: [], archives: { count: 0, bytes: 0 }, damaged: [], connections: [], pauses: [] })
  })
})

it('a database that gives no answer is asked once, and nobody waits for it for ever', async () => {
  const asked: string[] = []
  const never = new Promise<never>(() => undefined)
  const driver = new (class extends DummyDriver {
    override async acquireConnection() {
      asked.push('a connection')
      return await never
    }
  })()
  const queries = new Kysely<Schema>({
    dialect: {
      createDriver: () => driver,
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    },
  })
  const read = createStoredState({ queries }, createManualClock(NOW), 20)
  expect(await read()).toBeUndefined()
  const before = asked.length
  expect([await read(), await read()]).toEqual([undefined, undefined])
  expect(asked).toHaveLength(before)
})
