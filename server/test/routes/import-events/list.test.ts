// The timeline of a module: observations, decisions, steps, durations and failures.
import { afterEach, expect, it } from 'vitest'
import { describeAdministered, type TestResource } from '../../support/administered-api.ts'
import { connectedApp, DAY } from '../../vcs/connected-app.ts'

const BROKEN = 'variable "name" {\n  type = \n}\n'

describeAdministered('the timeline of a module', (start) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })
  const published = async () => {
    const connected = await connectedApp('gitea', start)
    endings.push(() => connected.close())
    const vpc = await connected.repository('terraform-aws-vpc', ['v1.0.0', 'nightly'])
    const { id } = await connected.publish(vpc)
    await connected.app.runJobs()
    const path = `/api/v2/registry-modules/${id}/import-events`
    const of = async (kind: string): Promise<TestResource['attributes'][]> => {
      const answer = await connected.app.request('GET', `${path}?filter[kind]=${kind}`)
      return JSON.parse(answer.text).data.map(({ attributes }: TestResource) => attributes)
    }
    return { ...connected, vpc, path, of, id }
  }

  it('has every step of an import, with its duration', async () => {
    const { of } = await published()
    const [version] = await of('version')
    expect(version).toMatchObject({ status: 'ok', version: '1.0.0', message: null, 'duration-ms': expect.any(Number) })
    const { stages, tag, commit } = version?.['detail'] ?? {}
    expect([tag, commit]).toEqual(['v1.0.0', expect.stringMatching(/^[0-9a-f]{40}$/)])
    expect(stages.map(({ name }: { name: string }) => name)).toEqual(['listed', 'fetched', 'inspected', 'packed', 'stored', 'published'])
    for (const stage of stages)
      expect(stage).toEqual({ name: stage.name, 'started-at': expect.stringMatching(/Z$/), 'duration-ms': expect.any(Number) })
    const [sync] = await of('sync')
    expect(sync).toMatchObject({ status: 'changed', detail: { trigger: 'publish', references: 3, 'tags-added': 1 } })
    expect((await of('tag')).map(({ status, version: number, detail }) => `${detail.tag} ${status} ${number}`)).toEqual(
      expect.arrayContaining(['nightly not_semver null', 'v1.0.0 pending 1.0.0']),
    )
    expect((await of('module')).map(({ status, detail }) => [detail.before, status])).toEqual([['pending', 'setup_complete']])
  })

  it('names the trigger of a sync, and omits scheduled ones that found nothing', async () => {
    const { app, host, id, of, vpc } = await published()
    const triggers = async () => (await of('sync')).map(({ status, detail }) => `${detail.trigger} ${status}`).toReversed()
    await app.pass(DAY)
    await app.pass(DAY)
    expect(await triggers()).toEqual(['publish changed'])
    await host.push(vpc, { files: { a: '1' }, tags: ['v1.1.0'] })
    await app.runJobs()
    await app.request('POST', `/api/v2/registry-modules/${id}/actions/resync`)
    await app.runJobs()
    host.muted = true
    await host.push(vpc, { files: { a: '2' }, tags: ['v1.2.0'] })
    await app.pass(DAY)
    await app.request('POST', `/api/v2/registry-modules/${id}/actions/retry`)
    await app.runJobs()
    expect(await triggers()).toEqual(['publish changed', 'webhook changed', 'resync unchanged', 'reconcile changed', 'retry unchanged'])
    expect(await of('delivery')).toMatchObject([{ status: 'accepted', detail: { event: 'push', refs: ['refs/tags/v1.1.0'], attempts: 1 } }])
  })

  it('names file and line of a failed import, and one or all failed versions can be retried', async () => {
    const { app, host, id, of, vpc } = await published()
    await host.push(vpc, { files: { 'main.tf': BROKEN }, tags: ['v1.1.0', 'v1.2.0'] })
    await app.runJobs()
    const failed = (await of('version')).filter(({ status }) => status !== 'ok')
    expect(new Set(failed.map(({ version }) => version))).toEqual(new Set(['1.1.0', '1.2.0']))
    expect(failed[0]).toMatchObject({
      status: 'reg_ingress_failed',
      message: expect.stringMatching(/./),
      detail: { file: 'main.tf', line: expect.any(Number) },
    })
    const retry = async (query: string) => {
      expect((await app.request('POST', `/api/v2/registry-modules/${id}/actions/retry${query}`)).status).toBe(202)
      await app.runJobs()
      return (await of('version')).filter(({ version }) => version !== '1.0.0').length
    }
    expect([await retry('?module_version=1.1.0'), await retry('')]).toEqual([3, 5])
  })

  it('says once why nothing arrives, however often it is retried', async () => {
    const { app, host, of } = await published()
    app.allowTroubledJobs()
    await host.goDown()
    for (let day = 0; day < 6; day++) await app.pass(DAY)
    const failed = (await of('sync')).filter(({ status }) => status === 'failed')
    expect(failed).toMatchObject([{ message: expect.stringContaining('cannot be reached'), detail: { trigger: 'reconcile' } }])
    expect((await of('module'))[0]).toMatchObject({ status: 'setup_complete', message: expect.stringContaining('cannot be reached') })
  })

  it('lists forged deliveries once, and deletes everything after a month', async () => {
    const { app, host, of, path, vpc } = await published()
    const [hook] = host.hooks
    if (hook !== undefined) hook.secret = 'guessed'
    for (let count = 0; count < 3; count++) await host.tell({ repository: vpc, ref: 'refs/tags/v9.9.9', before: '', after: '' })
    expect((await of('delivery')).map(({ status }) => status)).toEqual(['refused'])
    // The log has every one of them.
    const lines = linesAbout(app.log(), 'a delivery was refused: its signature is missing or made with another secret')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatchObject({ level: 40, route: '/webhooks/vcs/:uuid', request_id: expect.any(String), remote_address: '127.0.0.1' })
    for (let day = 0; day < 31; day++) app.clock.advance(DAY)
    await app.pass(DAY)
    expect(await app.list(path)).toEqual([])
  })

  it('is paginated, newest first, and filtered by kind', async () => {
    const { app, path } = await published()
    const all = await app.list(path)
    expect(all.map(({ id }) => Number(id))).toEqual(all.map(({ id }) => Number(id)).toSorted((a, b) => b - a))
    const { data, meta } = JSON.parse((await app.request('GET', `${path}?page[size]=2&filter[kind]=tag,sync`)).text)
    expect(data).toHaveLength(2)
    expect(meta.pagination['total-count']).toBe(3)
    expect((await app.request('GET', `${path}?filter[kind]=nonsense`)).status).toBe(400)
  })

  it('is empty for a module with uploads until there is one', async () => {
    const { app } = await published()
    const { id } = await app.post('/api/v2/organizations/acme/registry-modules', 'registry-modules', { name: 'own', provider: 'null' })
    expect(await app.list(`/api/v2/registry-modules/${id}/import-events`)).toEqual([])
  })
})

function linesAbout(log: string, message: string): unknown[] {
  const lines = log.split('\n').filter((line) => line !== '')
  return lines.map((line): { msg?: string } => JSON.parse(line)).filter(({ msg }) => msg === message)
}
