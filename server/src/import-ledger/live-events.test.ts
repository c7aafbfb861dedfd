import { afterEach, expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import { createListLogger } from '../../test/support/jobs.ts'
import type { Queries } from '../database/index.ts'
import { newId, type OrganizationId, type RegistryModuleId } from '../kernel/index.ts'
import { appendEvents } from './event-rows.ts'
import { LiveEvents, type Watcher } from './live-events.ts'

const NOW = 1_800_000_000_000

async function moduleIn(
  queries: Queries,
  organizationName: string,
): Promise<{ organizationId: OrganizationId; moduleId: RegistryModuleId }> {
  const organizationId = newId('organization')
  const moduleId = newId('registry-module')
  const at = { created_at: 1, updated_at: 1 }
  const name = { name: organizationName, name_lower: organizationName }
  await queries
    .insertInto('organizations')
    .values({
      id: organizationId,
      ...name,
      email: 'a@example.com',
      settings: '{}',
      user_tokens_enabled: 1,
      default_project_id: null,
      default_agent_pool_id: null,
      ...at,
    })
    .execute()
  await queries
    .insertInto('registry_modules')
    .values({
      id: moduleId,
      organization_id: organizationId,
      registry_name: 'private',
      namespace: organizationName,
      name: 'vpc',
      provider: 'aws',
      status: 'pending',
      publishing_mechanism: 'non_vcs',
      no_code: 0,
      vcs_repository_id: null,
      display_identifier: null,
      branch: null,
      initial_version: null,
      tag_prefix: null,
      source_directory: null,
      ingress_submodules: 0,
      webhook_uuid: moduleId,
      test_config: null,
      search_text: '',
      description: '',
      latest_version: null,
      status_detail: null,
      ...at,
    })
    .execute()
  return { organizationId, moduleId }
}

const watching = async (live: LiveEvents, of: Partial<Watcher> = {}) => {
  const seen: string[] = []
  const positions: number[] = []
  const send: Watcher['send'] = (events) => {
    seen.push(...events.map(({ status }) => status))
    positions.push(...events.map(({ position }) => position))
  }
  const stop = await live.watch({
    filter: {},
    after: undefined,
    client: 'c',
    tenant: newId('organization'),
    send,
    end: () => seen.push('end'),
    ...of,
  })
  return { seen, positions, stop }
}
const append = (queries: Queries, whose: { organizationId: OrganizationId; moduleId: RegistryModuleId }, ...statuses: string[]) =>
  queries.transaction().execute((tx: Queries) =>
    appendEvents(
      tx,
      statuses.map((status) => ({ ...whose, kind: 'version' as const, status, startedAt: NOW })),
      NOW,
    ),
  )

describeOnEveryDatabase('live events', (open) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })
  const liveOn = (database: Queries) => {
    const live = new LiveEvents({ queries: database, logger: createListLogger().logger, pollMs: 20 })
    endings.push(() => live.close())
    return live
  }
  it('reach watchers of every process, in order, whoever wrote them', async () => {
    const { queries } = await open()
    const module = await moduleIn(queries, 'acme')
    const one = await watching(liveOn(queries))
    const other = await watching(liveOn(queries))
    const written = Array.from({ length: 40 }, (_none, index) => String(index))
    await Promise.all(written.map((status) => append(queries, module, status, `${status}b`)))
    for (const { seen, positions } of [one, other]) {
      await expect.poll(() => seen.length).toBe(80)
      expect(new Set(seen).size).toBe(80)
      expect(positions).toEqual(positions.toSorted((a, b) => a - b))
    }
  })

  it('are those of the watched module or organization', async () => {
    const { queries } = await open()
    const [mine, theirs] = [await moduleIn(queries, 'acme'), await moduleIn(queries, 'other')]
    const live = liveOn(queries)
    const module = await watching(live, { filter: { moduleId: mine.moduleId } })
    const organization = await watching(live, { filter: { organizationId: theirs.organizationId } })
    await append(queries, mine, 'a')
    await append(queries, theirs, 'b')
    await expect.poll(() => [module.seen, organization.seen]).toEqual([['a'], ['b']])
  })

  it('resume after the last received one, however many were missed, and each comes once', async () => {
    const { queries } = await open()
    const module = await moduleIn(queries, 'acme')
    const [first = '', ...missed] = Array.from({ length: 1200 }, (_none, index) => String(index))
    await append(queries, module, first)
    await append(queries, module, ...missed)
    const live = liveOn(queries)
    const back = await watching(live, { after: 1 })
    await append(queries, module, 'new')
    await expect.poll(() => back.seen.length).toBe(1200)
    expect(back.seen).toEqual([...missed, 'new'])
    // From before a backup was restored.
    const ahead = await watching(live, { after: 1_000_000 })
    await append(queries, module, 'newer')
    await expect.poll(() => ahead.seen).toEqual(['newer'])
  })

  it('cost nothing while nobody watches', async () => {
    const { queries } = await open()
    const module = await moduleIn(queries, 'acme')
    const live = liveOn(queries)
    const { seen, stop } = await watching(live)
    await append(queries, module, 'a')
    await expect.poll(() => seen).toEqual(['a'])
    stop()
    await append(queries, module, 'b')
    const again = await watching(live)
    await append(queries, module, 'c')
    await expect.poll(() => again.seen).toEqual(['c'])
    expect(seen).toEqual(['a'])
  })

  it('are for as many watchers of a client and of an organization as the quotas say', async () => {
    const { queries } = await open()
    const { logger } = createListLogger()
    const live = new LiveEvents({ queries, logger, pollMs: 20, maxPerClient: 2, maxPerTenant: 3 })
    endings.push(() => live.close())
    const [tenant, other] = [newId('organization'), newId('organization')]
    for (const client of ['a', 'a', 'b']) await watching(live, { client, tenant })
    for (const client of ['a', 'b']) await expect(watching(live, { client, tenant })).rejects.toThrow('Too many event streams')
    await expect(watching(live, { client: 'a', tenant: other })).rejects.toThrow('Too many event streams')
    await watching(live, { client: 'b', tenant: other })
  })

  it('are for ten watchers of one client, and end with the server', async () => {
    const { queries } = await open()
    const live = liveOn(queries)
    const all = []
    for (let count = 0; count < 10; count++) all.push(await watching(live))
    await expect(watching(live)).rejects.toThrow('Too many event streams')
    const somebodyElse = await watching(live, { client: 'd' })
    all[0]?.stop()
    await watching(live)
    await live.close()
    expect(somebodyElse.seen).toEqual(['end'])
    await expect(watching(live)).rejects.toThrow('Too many event streams')
  })
})
