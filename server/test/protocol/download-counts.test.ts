import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi, REGISTRY } from '../support/api.ts'

const MODULE = `${REGISTRY}/acme/label/null`
const MANAGED = '/api/v2/organizations/acme/registry-modules/private/acme/label/null'
const DAY = 24 * 3_600_000

async function published(api: Api) {
  const owner = await api.founder('acme')
  await api.publish(owner, 'acme', { tags: ['v1.0.0', 'v1.1.0'] })
  await api.runJobs()
  return owner
}

async function download(caller: Caller, version: string, times: number): Promise<void> {
  for (let time = 0; time < times; time++) expect((await caller.get(`${MODULE}/${version}/download`)).status).toBe(204)
}

const downloadsOf = async (caller: Caller, version: string) =>
  (await caller.get(`${MANAGED}/version?module_version=${version}`)).data.attributes['downloads']

describeApi('download counts', (start) => {
  it('are shown in lists, details and for each version once they are written', async () => {
    const api = await start()
    const owner = await published(api)
    await download(owner, '1.0.0', 3)
    await download(owner, '1.1.0', 2)
    expect((await owner.get(`${MODULE}/9.9.9/download`)).status).toBe(404)
    expect((await owner.get(MODULE)).json).toMatchObject({ downloads: 0 })
    await api.app.modules.downloads.flush()
    await api.app.modules.downloads.flush()
    expect((await owner.get(MODULE)).json).toMatchObject({ downloads: 5 })
    expect((await owner.get(`${MODULE}/1.0.0`)).json).toMatchObject({ downloads: 5 })
    expect((await owner.get(REGISTRY)).json).toMatchObject({ modules: [{ downloads: 5 }] })
    expect([await downloadsOf(owner, '1.0.0'), await downloadsOf(owner, '1.1.0')]).toEqual([3, 2])
  })

  it('are aggregated by week, month and year', async () => {
    const api = await start({ still: true })
    const { clock } = api
    const owner = await published(api)
    for (const days of [0, 300, 80, 20]) {
      clock.advance(days * DAY)
      await download(owner, '1.0.0', 2)
      await api.app.modules.downloads.flush()
    }
    clock.advance(6 * DAY)
    const { data } = (await owner.get(`${MODULE}/downloads/summary`)).json as { data: { type: string; attributes: unknown } }
    expect(data).toMatchObject({ type: 'module-downloads-summary', attributes: { week: 2, month: 4, year: 6, total: 8 } })
    expect((await (await api.founder('other')).get(`${MODULE}/downloads/summary`)).status).toBe(404)
  })

  it('are listed for the last 52 weeks, which begin on Mondays', async () => {
    const api = await start({ still: true })
    const { clock } = api
    clock.advance(Date.UTC(2040, 0, 2) - clock.now())
    const owner = await published(api)
    const use = async (times: number) => {
      await download(owner, '1.0.0', times)
      await api.app.modules.downloads.flush()
    }
    await use(1)
    clock.advance(7 * DAY - 1)
    await use(2)
    clock.advance(1)
    await use(4)
    const weeks = async () =>
      (await owner.get(`${MANAGED}/downloads`)).data.attributes['weeks'] as { 'starts-on': string; downloads: number }[]
    const now = await weeks()
    expect(now).toHaveLength(52)
    expect(now.slice(-3)).toEqual([
      { 'starts-on': '2039-12-26', downloads: 0 },
      { 'starts-on': '2040-01-02', downloads: 3 },
      { 'starts-on': '2040-01-09', downloads: 4 },
    ])
    clock.advance(51 * 7 * DAY)
    expect((await weeks())[0]).toEqual({ 'starts-on': '2040-01-09', downloads: 4 })
    expect((await (await api.founder('other')).get(`${MANAGED}/downloads`)).status).toBe(404)
  })

  it('survive a deletion and concurrent changes, and never fail because of them', async () => {
    const api = await start()
    const owner = await published(api)
    await download(owner, '1.0.0', 2)
    await api.app.modules.downloads.flush()
    await download(owner, '1.0.0', 1)
    await owner.delete(MANAGED)
    await api.app.modules.downloads.flush()
    const [deleted] = (await owner.get('/api/v2/organizations/acme/deleted-registry-modules')).list
    await owner.call('POST', `/api/v2/deleted-registry-modules/${deleted?.id}/actions/restore`)
    expect(await downloadsOf(owner, '1.0.0')).toBe(2)
    expect((await owner.get(`${MODULE}/downloads/summary`)).json).toMatchObject({ data: { attributes: { total: 2 } } })
  })
})
