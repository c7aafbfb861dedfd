import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi, PUBLIC_URL, REGISTRY } from '../support/api.ts'

const MODULE = `${REGISTRY}/acme/label/null`

async function published(api: Api, tags: string[] = ['v1.0.0']) {
  const owner = await api.founder('acme')
  const { module, repository } = await api.publish(owner, 'acme', { tags })
  await api.runJobs()
  return { owner, module, repository }
}

const versionsOf = async (caller: Caller, module = MODULE) => {
  const { modules } = (await caller.get(`${module}/versions`)).json as { modules: { source: string; versions: { version: string }[] }[] }
  return modules.map(({ source, versions }) => [source, versions.map(({ version }) => version)])
}

/** @returns the URL of the archive without the host; clients send no token there */
async function archiveAddress(caller: Caller, version = '1.0.0'): Promise<string> {
  const { status, headers, text } = await caller.get(`${MODULE}/${version}/download`, { 'x-terraform-version': '1.11.4' })
  expect([status, text]).toEqual([204, ''])
  const address = headers['x-terraform-get'] ?? ''
  expect(address.startsWith(`${PUBLIC_URL}/`)).toBe(true)
  expect(new URL(address).pathname).not.toContain('//')
  return address.slice(PUBLIC_URL.length)
}

describeApi('versions and download', (start) => {
  it('lists published versions only', async () => {
    const api = await start()
    const { owner, repository } = await published(api, ['v1.0.0', '1.1.0-rc.1', 'nightly'])
    await repository.commit({ files: { 'main.tf': 'variable "x" {' }, tags: ['v2.0.0'] })
    await owner.call(
      'POST',
      `/api/v2/registry-modules/${(await owner.get('/api/v2/registry-modules/show/acme/label/null')).data.id}/actions/resync`,
    )
    await api.runJobs()
    expect(await versionsOf(owner)).toEqual([['acme/label/null', ['1.1.0-rc.1', '1.0.0']]])
    expect((await owner.get(`${MODULE}/2.0.0/download`)).status).toBe(404)
    expect((await owner.get(`${MODULE}/2.0.0`)).status).toBe(404)
  })

  it('lists no versions for a module without any', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme')
    expect(await versionsOf(owner)).toEqual([['acme/label/null', []]])
    expect((await owner.get(`${MODULE}/1.0.0/download`)).status).toBe(404)
    expect((await owner.get(MODULE)).status).toBe(404)
    expect((await owner.get(`${MODULE}/download`)).status).toBe(404)
  })

  it('shows a new version at once, whatever was cached before', async () => {
    const api = await start()
    const { owner, module, repository } = await published(api)
    expect(await versionsOf(owner)).toEqual([['acme/label/null', ['1.0.0']]])
    await repository.commit({ files: { 'more.tf': '' }, tags: ['v1.1.0'] })
    await owner.call('POST', `/api/v2/registry-modules/${module.id}/actions/resync`)
    await api.runJobs()
    expect(await versionsOf(owner)).toEqual([['acme/label/null', ['1.1.0', '1.0.0']]])
    expect((await owner.get(`${MODULE}/1.1.0/download`)).status).toBe(204)
  })

  it('returns a URL that needs no header and has the archive type and checksum', async () => {
    const api = await start()
    const { owner } = await published(api)
    const address = await archiveAddress(owner)
    const { searchParams } = new URL(address, PUBLIC_URL)
    expect(searchParams.get('archive')).toBe('tar.gz')
    const answer = await api.app.http.inject({ url: address })
    expect(answer.statusCode).toBe(200)
    expect(searchParams.get('checksum')).toBe(`sha256:${createHash('sha256').update(answer.rawPayload).digest('hex')}`)
    expect(gunzipSync(answer.rawPayload).toString('latin1')).toContain('main.tf')
  })

  it('lets clients remove parameters, sort the rest, and fetch in parts', async () => {
    const api = await start()
    const { owner } = await published(api)
    const url = new URL(await archiveAddress(owner), PUBLIC_URL)
    for (const name of ['archive', 'checksum']) url.searchParams.delete(name)
    const rest = [...url.searchParams].toReversed()
    url.search = new URLSearchParams([['x', 'y'], ...rest]).toString()
    const address = url.pathname + url.search
    const whole = await api.app.http.inject({ url: address })
    const size = whole.rawPayload.length
    const head = await api.app.http.inject({ method: 'HEAD', url: address })
    expect([head.statusCode, head.headers['content-length'], head.rawPayload.length]).toEqual([200, String(size), 0])
    const [first, second] = await Promise.all(
      ['bytes=0-9', 'bytes=10-'].map((range) => api.app.http.inject({ url: address, headers: { range } })),
    )
    expect([first?.statusCode, first?.headers['content-range']]).toEqual([206, `bytes 0-9/${size}`])
    expect(Buffer.concat([first!.rawPayload, second!.rawPayload]).equals(whole.rawPayload)).toBe(true)
    expect((await api.app.http.inject({ url: address, headers: { range: `bytes=${size}-` } })).statusCode).toBe(416)
  })

  it('refuses altered URLs, and methods that they were not signed for', async () => {
    const api = await start()
    const { owner } = await published(api)
    const address = await archiveAddress(owner)
    const changed = [
      address.replace(/signature=.{4}/, 'signature=AAAA'),
      address.replace(/&signature=[^&]*/, ''),
      address.replace(/expires=(\d+)/, (_, at: string) => `expires=${Number(at) + 1}`),
      address.replace(/\/[0-9a-f]{64}/, `/${'0'.repeat(64)}`),
      `${address}&signature=x`,
      address.replace(/modules\/sha256/, 'uploads'),
    ]
    for (const each of changed) {
      for (const method of ['GET', 'HEAD'] as const) {
        expect([each, (await api.app.http.inject({ method, url: each })).statusCode]).toEqual([each, 404])
      }
    }
    for (const method of ['PUT', 'POST', 'DELETE'] as const) {
      expect((await api.app.http.inject({ method, url: address, payload: 'x' })).statusCode).toBe(404)
    }
    expect((await api.app.http.inject({ url: address })).statusCode).toBe(200)
  })

  it('finds a pre-release only by its exact version, and does not decode + as a space', async () => {
    const api = await start()
    const { owner } = await published(api, ['v1.0.0-rc.1+build.5'])
    const [, versions] = (await versionsOf(owner))[0] ?? []
    for (const version of versions ?? []) {
      for (const path of [`${version}/download`, `${version.replace('+', '%2B')}/download`]) {
        expect((await owner.get(`${MODULE}/${path}`)).status).toBe(204)
      }
    }
    for (const version of ['1.0.0', 'v1.0.0-rc.1', '1.0.0-rc.1', '1.0.0-rc.1%20build.5', 'latest']) {
      expect([version, (await owner.get(`${MODULE}/${version}/download`)).status]).toEqual([version, 404])
    }
  })
})

describeApi('addresses of archives', (start) => {
  it('expire, and a later download gets a new one', async () => {
    const api = await start({ still: true })
    const { clock } = api
    const { owner } = await published(api)
    const address = await archiveAddress(owner)
    clock.advance(5 * 60_000 - 1)
    expect(await archiveAddress(owner)).toBe(address)
    clock.advance(50 * 60_000)
    expect((await api.app.http.inject({ url: address })).statusCode).toBe(200)
    const renewed = await archiveAddress(owner)
    expect(renewed).not.toBe(address)
    clock.advance(10 * 60_000)
    expect((await api.app.http.inject({ url: address })).statusCode).toBe(404)
    expect((await api.app.http.inject({ url: renewed })).statusCode).toBe(200)
  })
})
