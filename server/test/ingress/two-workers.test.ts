// Two processes import one version, because the first seemed dead. What the second published stays.
import { createHash } from 'node:crypto'
import { afterEach, expect, it, vi } from 'vitest'
import { type Api, type Caller, describeApi, PUBLIC_URL, REGISTRY, SMALL_MODULE } from '../support/api.ts'
import { createManualClock } from '../support/jobs.ts'

/** Every import starts child processes. */
const SLOW = { timeout: 60_000 }
/** Too long for the first process to notice during a test. The clock of the test skips it at once. */
const LEASE_MS = 24 * 3_600_000

/** Downloads as Terraform does. @returns the checksum of the archive, and the README in the registry */
async function installed(api: Api, caller: Caller) {
  const { modules } = (await caller.get(`${REGISTRY}/acme/label/null/versions`)).json as { modules: { versions: unknown[] }[] }
  expect(modules[0]?.versions).toEqual([{ version: '1.0.0' }])
  const link = new URL((await caller.get(`${REGISTRY}/acme/label/null/1.0.0/download`)).headers['x-terraform-get'] ?? '')
  const { rawPayload } = await api.app.http.inject({ url: link.href.slice(PUBLIC_URL.length) })
  const { root } = (await caller.get(`${REGISTRY}/acme/label/null/1.0.0`)).json as { root: { readme: string } }
  return { sha256: createHash('sha256').update(rawPayload).digest('hex'), readme: root.readme }
}

async function withTwoProcesses(api: Api, clock: { advance(ms: number): void }) {
  const other = await api.another()
  const owner = await api.founder('acme')
  const { repository } = await api.publish(owner, 'acme')
  let published: Awaited<ReturnType<typeof installed>> | undefined
  const row = () => api.database.selectFrom('registry_module_versions').selectAll().executeTakeFirstOrThrow()
  const { sandbox } = api.app.work
  const prepare = sandbox.prepare.bind(sandbox)
  /** After the first process inspects the files, and before it records the result, the second takes over and publishes. */
  const firstEndsWith = (end: (outcome: Awaited<ReturnType<typeof prepare>>) => Awaited<ReturnType<typeof prepare>>) => {
    vi.spyOn(sandbox, 'prepare').mockImplementationOnce(async (request) => {
      const outcome = await prepare(request)
      clock.advance(LEASE_MS)
      const files = { ...SMALL_MODULE, 'README.md': '# Second\n\nPublished by the second.\n' }
      await repository.tag('v1.0.0', await repository.commit({ files }))
      await other.work.runner.runUntilIdle()
      published = await installed(api, owner)
      return end(outcome)
    })
  }
  const after = async () => ({ before: published, now: await installed(api, owner), row: await row() })
  return { firstEndsWith, after }
}

describeApi('a version that two processes import', (start) => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('is what the second published, whatever the first imported before the tag was moved', SLOW, async () => {
    const clock = createManualClock()
    const api = await start({ clock, tuning: { leaseMs: LEASE_MS } })
    const { firstEndsWith, after } = await withTwoProcesses(api, clock)
    firstEndsWith((outcome) => outcome)
    await api.runJobs()
    const { before, now, row } = await after()
    expect(now).toEqual(before)
    expect(now.readme).toContain('Published by the second.')
    expect(row).toMatchObject({ status: 'ok', archive_sha256: now.sha256, error: null })
  })

  it('stays published when the first fails', SLOW, async () => {
    const clock = createManualClock()
    const api = await start({ clock, tuning: { leaseMs: LEASE_MS } })
    const { firstEndsWith, after } = await withTwoProcesses(api, clock)
    firstEndsWith(() => ({ kind: 'refused', message: 'a mistake', file: 'main.tf', line: 1 }))
    await api.runJobs()
    const { before, now, row } = await after()
    expect(now).toEqual(before)
    expect(row).toMatchObject({ status: 'ok', archive_sha256: now.sha256, error: null })
  })
})
