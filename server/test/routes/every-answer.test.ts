// What every answer of every route has. New routes take part automatically.
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi } from '../support/api.ts'
import { aimedAt } from '../support/route-address.ts'

const isManagement = (route: string) => /^\w+ \/api\/v2\//.test(route) && !route.endsWith('/openapi.json')
const isProtected = (route: string) => /^\w+ \/api\//.test(route) && !/\/(ping|openapi\.json)$/.test(route)
const reads = (route: string) => /^(POST|PATCH|PUT|DELETE) /.test(route)
const NOTHING_THERE = { organization: 'acme', namespace: 'acme', registry: 'private', name: 'none', provider: 'null' }

/** The first line of the answer to a request that announces a body and sends none. */
async function answerBeforeBody({ hostname, port }: URL, path: string): Promise<string> {
  const socket = connect(Number(port), hostname)
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return answer.toString().split('\r\n')[0] ?? ''
}

async function answers(caller: Caller, routes: readonly string[], options: Parameters<Caller['call']>[2] = {}) {
  const given = []
  for (const route of routes) {
    const { method, path } = aimedAt(route, NOTHING_THERE)
    const { status, headers } = await caller.call(method, path, options)
    given.push({ route, status, headers })
  }
  return given
}

describeApi('every answer', (start) => {
  it('of the management API is kept by no cache, whatever its status', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const routes = api.routes.filter(isManagement)
    const given = [...(await answers(api.anonymous, routes)), ...(await answers(owner, routes, { body: '{' }))]
    expect(new Set(given.map(({ status }) => status)).size).toBeGreaterThan(2)
    expect(given.filter(({ headers }) => headers['cache-control'] !== 'no-store').map(({ route, status }) => [route, status])).toEqual([])
    const created = await owner.call('POST', '/api/v2/organizations/acme/authentication-token')
    expect([created.status, created.headers['cache-control']]).toEqual([201, 'no-store'])
  })

  it('has a request id, and a type that browsers do not guess', async () => {
    const api = await start()
    const given = await answers(api.anonymous, api.routes)
    const bad = given.filter(({ headers }) => headers['x-content-type-options'] !== 'nosniff' || headers['x-request-id'] === undefined)
    expect(bad.map(({ route }) => route)).toEqual([])
  })

  it('that refuses a token says how to send one', async () => {
    const api = await start()
    const routes = api.routes.filter(isProtected)
    for (const [caller, challenge] of [
      [api.anonymous, 'Bearer realm="Terrace"'],
      [api.withToken('nonsense'), 'Bearer realm="Terrace", error="invalid_token"'],
    ] as const) {
      for (const { route, status, headers } of await answers(caller, routes)) {
        expect([route, status, headers['www-authenticate']]).toEqual([route, 401, challenge])
      }
    }
  })

  it('to a body in a coding that the server does not know is 415, and names what it knows', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const types: Record<string, string> = {
      '/oauth/token': 'application/x-www-form-urlencoded',
      '/login': 'application/x-www-form-urlencoded',
    }
    for (const route of api.routes.filter(reads)) {
      const { method, path } = aimedAt(route, NOTHING_THERE)
      for (const coding of ['br', 'zstd', 'gzip, br']) {
        const headers = { 'content-encoding': coding, 'content-type': types[path] ?? 'application/json' }
        const answer = await owner.call(method, path, { headers, body: '{}' })
        expect([route, coding, answer.status]).toEqual([route, coding, 415])
        expect(answer.headers['accept-encoding']).toMatch(/^identity/)
        if (path.startsWith('/api/v2/')) expect(answer.errors).toMatchObject([{ status: '415', detail: expect.stringContaining(coding) }])
      }
    }
  })

  it('of an unknown address comes before the body of the request', async () => {
    const api = await start({ own: true })
    const url = new URL(await api.app.http.listen({ host: '127.0.0.1', port: 0 }))
    for (const path of ['/nothing', '/webhooks/nothing', '/api/v2/nothing', '/api/v2/ping', '/_archivist/v1/object/x', '/livez']) {
      expect([path, await answerBeforeBody(url, path)]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 404 /)])
    }
  })

  it('to a body that is sent as it is does not depend on whether its coding is named', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const body = { data: { attributes: {} } }
    for (const coding of ['identity', 'Identity', '']) {
      const answer = await owner.call('PATCH', '/api/v2/organizations/acme', { headers: { 'content-encoding': coding }, body })
      expect([coding, answer.status]).toEqual([coding, 200])
    }
    expect((await owner.get('/api/v2/organizations/acme', { 'content-encoding': 'br' })).status).toBe(200)
  })

  it('to a body that is not UTF-8 is 400, and nothing changes', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bodies = [
      Buffer.from('{"data":{"attributes":{"name":"\xff","email":"a@b.c"}}}', 'latin1'),
      Buffer.from('{"data":{"attributes":{"name":"\xed\xa0\x80","email":"a@b.c"}}}', 'latin1'),
      Buffer.from('{"data":{"attributes":{"name":"a\xc3', 'latin1'),
    ]
    for (const route of api.routes.filter((each) => isManagement(each) && reads(each))) {
      const { method, path } = aimedAt(route, NOTHING_THERE)
      for (const body of bodies) {
        const answer = await owner.call(method, path, { headers: { 'content-type': 'application/vnd.api+json' }, body })
        expect([route, answer.status, answer.errors[0]?.detail]).toEqual([route, 400, 'The request body is not valid UTF-8'])
      }
    }
    expect((await owner.get('/api/v2/organizations')).list.map(({ id }) => id)).toEqual(['acme'])
  })

  it('to HEAD has the status and the type of the answer to GET, and no body', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    for (const route of api.routes.filter((each) => each.startsWith('GET '))) {
      const { path } = aimedAt(route, NOTHING_THERE)
      const [get, head] = [await owner.get(path), await owner.call('HEAD', path)]
      expect([route, head.status, head.headers['content-type'], head.text]).toEqual([route, get.status, get.headers['content-type'], ''])
    }
  })

  it('of texts that only change with the program is compressed, and not sent again', async () => {
    const api = await start()
    await api.user('ada')
    const login = await api.anonymous.get('/login')
    const stylesheet = /href="([^"]+css[^"]*)"/.exec(login.text)?.[1] ?? ''
    for (const path of ['/api/v2/openapi.json', stylesheet]) {
      const plain = await api.anonymous.get(path)
      const packed = await api.anonymous.get(path, { 'accept-encoding': 'br, gzip' })
      expect([plain.status, plain.headers['content-encoding'], plain.headers['vary']]).toEqual([200, undefined, 'accept-encoding'])
      expect([packed.headers['content-encoding'], packed.headers['vary']]).toEqual(['gzip', 'accept-encoding'])
      expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 2)
      const unpacked = await new Response(new Blob([packed.bytes as never]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
      expect(unpacked).toBe(plain.text)
      const { etag = '' } = packed.headers
      expect(plain.headers['etag']).toBe(etag)
      for (const known of [etag, `"other", ${etag}`, etag.replace('W/', ''), '*']) {
        const again = await api.anonymous.get(path, { 'if-none-match': known, 'accept-encoding': 'gzip' })
        expect([path, again.status, again.text, again.headers['etag']]).toEqual([path, 304, '', etag])
      }
      expect((await api.anonymous.get(path, { 'if-none-match': 'W/"other"' })).status).toBe(200)
      const head = await api.anonymous.call('HEAD', path, { headers: { 'accept-encoding': 'gzip' } })
      expect([head.status, head.headers['content-length']]).toEqual([200, String(packed.bytes.length)])
    }
  })
})

describeApi(
  'a form',
  (start) => {
    it('that is not UTF-8 is refused', async () => {
      const api = await start()
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const answer = await api.anonymous.call('POST', '/oauth/token', { headers, body: Buffer.from('code=\xff', 'latin1') })
      expect([answer.status, answer.json['error']]).toEqual([400, 'invalid_request'])
    })
  },
  { one: true },
)

describeApi(
  'the log',
  (start) => {
    it('has a line for each request when that is wanted, without what is secret in it', async () => {
      const api = await start({ settings: { TERRACE_ACCESS_LOG: 'on' } })
      const owner = await api.founder('acme')
      const url = new URL(await api.app.http.listen({ host: '127.0.0.1', port: 0 }))
      const before = linesOf(api).length
      const headers = { authorization: `Bearer ${owner.token}` }
      const module = '/api/registry/v1/modules/acme/none/null'
      const answered = [
        await fetch(new URL('/api/v2/organizations/acme?q=secret', url), { headers }),
        await fetch(new URL(`${module}/versions`, url), { headers }),
        await fetch(new URL('/api/v2/organizations/acme', url)),
        await fetch(new URL('/webhooks/vcs/7d0c5a9e-secret', url), { method: 'POST', body: '{}' }),
        await fetch(new URL('/_archivist/v1/object/modules/x?signature=secret', url)),
        await fetch(new URL('/nowhere/secret', url)),
        await fetch(new URL('/api/v2/%ff', url)),
      ]
      for (const each of answered) await each.text()
      connect(Number(url.port), url.hostname).end('secret\r\n\r\n')
      await expect.poll(() => linesOf(api).length).toBe(before + 8)
      const lines = linesOf(api).slice(before)
      expect(lines.map(({ method, route, status, subject }) => [method, route, status, subject])).toEqual(
        expect.arrayContaining([
          ['GET', '/api/v2/organizations/:organization', 200, owner.userId],
          ['GET', '/api/registry/v1/modules/:namespace/:name/:provider/versions', 404, owner.userId],
          ['GET', '/api/v2/organizations/:organization', 401, null],
          ['POST', '/webhooks/vcs/:uuid', 404, null],
          ['GET', '/_archivist/v1/object/*', 404, null],
          ['GET', null, 404, null],
          ['GET', null, 400, null],
          [null, null, 400, undefined],
        ]),
      )
      for (const line of lines)
        expect(line).toMatchObject({ level: expect.anything(), request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) })
      expect(lines.filter(({ duration_ms: duration }) => typeof duration === 'number' && duration >= 0)).toHaveLength(7)
      expect(new Set(lines.map(({ request_id: id }) => id))).toContain(answered[0]?.headers.get('x-request-id'))
      expect(JSON.stringify(lines)).not.toMatch(/secret/)
    })

    it('has none otherwise', async () => {
      const api = await start()
      const owner = await api.founder('acme')
      await owner.get('/api/v2/organizations/acme')
      expect(linesOf(api)).toEqual([])
    })
  },
  { one: true },
)

function linesOf(api: Api): Record<string, unknown>[] {
  return api
    .log()
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line))
    .filter(({ msg }) => msg === 'request')
}
