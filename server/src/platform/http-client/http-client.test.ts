import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { createAddressPolicy } from '../network/index.ts'
import { createHttpClient, type HttpClientOptions } from './index.ts'

const endings: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0)) await end()
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

async function serve(answer: Answer): Promise<{ url: string; paths: string[] }> {
  const paths: string[] = []
  const server = createServer((request, response) => {
    paths.push(`${request.method} ${request.url}`)
    answer(request, response)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  endings.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, paths }
}

function client(options: Partial<HttpClientOptions> = {}, allowPrivate = true) {
  const pauses: number[] = []
  const made = createHttpClient({
    addresses: createAddressPolicy({ allowPrivate }),
    urlOverrides: [],
    pause: async (milliseconds) => void pauses.push(milliseconds),
    ...options,
  })
  return { ...made, pauses }
}

const toLoopback = async () => [{ address: '127.0.0.1', family: 4 as const }]

const get = (url: string) => ({ method: 'GET', url }) as const

describe('the HTTP client', () => {
  it('sends the request, and returns status, headers and body for any status', async () => {
    const { url } = await serve((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        response.writeHead(422, { 'x-thing': 'a', 'set-cookie': ['b', 'c'] })
        response.end(`${request.headers['authorization']} ${Buffer.concat(chunks).toString('utf8')}`)
      })
    })
    const { request } = client()
    const answer = await request({ method: 'POST', url: `${url}/x`, headers: { authorization: 'Bearer t' }, body: 'größe' })
    expect([answer.status, answer.headers['x-thing'], answer.headers['set-cookie'], String(answer.body)]).toEqual([
      422,
      'a',
      'b, c',
      'Bearer t größe',
    ])
  })

  it('follows at most three redirects, and only within a host', async () => {
    const other = await serve((_request, response) => response.end('other'))
    const { url, paths } = await serve((request, response) => {
      const targets: Record<string, string> = { '/a': '/b', '/b': `${url}/c`, '/circle': '/circle', '/away': `${other.url}/x` }
      const target = targets[request.url ?? '']
      if (target === undefined) response.end('here')
      else response.writeHead(302, { location: target }).end()
    })
    const { request } = client()
    expect(String((await request(get(`${url}/a`))).body)).toBe('here')
    await expect(request(get(`${url}/circle`))).rejects.toMatchObject({ reason: 'redirected' })
    await expect(request(get(`${url}/away`))).rejects.toMatchObject({ reason: 'redirected', message: expect.stringContaining(other.url) })
    expect(other.paths).toEqual([])
    expect((await request({ method: 'POST', url: `${url}/away` })).status).toBe(302)
    expect(paths.slice(0, 3)).toEqual(['GET /a', 'GET /b', 'GET /c'])
  })

  it.each(['https://git.example.com', 'https://git.example.com:8443'])(
    'sends a credential for %s to no other scheme of it',
    async (secure) => {
      const plain = secure.replace('https:', 'http:')
      const { url, paths } = await serve((request, response) => {
        if (request.url === '/api') response.writeHead(302, { location: `${plain}/plain` }).end()
        else response.end(request.headers.authorization)
      })
      const urlOverrides = [secure, plain].map((from) => ({ from, to: url }))
      const asked = client({ urlOverrides }).request({ ...get(`${secure}/api`), headers: { authorization: 'Bearer t' } })
      await expect(asked).rejects.toMatchObject({ reason: 'redirected', message: expect.stringContaining(plain) })
      expect(paths).toEqual(['GET /api'])
    },
  )

  it('retries GET on a busy host after the requested delay, but no other method', async () => {
    let busy = 2
    const { url, paths } = await serve((request, response) => {
      if (busy-- > 0) response.writeHead(503, busy === 1 ? { 'retry-after': '2' } : {}).end()
      else response.end(request.method)
    })
    const { request, pauses } = client()
    expect((await request(get(url))).status).toBe(200)
    expect(pauses).toEqual([2000, expect.any(Number)])
    busy = 1
    expect((await request({ method: 'POST', url })).status).toBe(503)
    busy = 9
    expect((await request(get(url))).status).toBe(503)
    expect(paths).toHaveLength(3 + 1 + 3)
  })

  it('leaves long waits to the caller', async () => {
    const { url } = await serve((_request, response) => response.writeHead(429, { 'retry-after': '600' }).end())
    const { request, pauses } = client()
    expect([(await request(get(url))).status, pauses]).toEqual([429, []])
  })

  it('gives up on responses that do not end, are too long, or do not arrive', async () => {
    const { url } = await serve((request, response) => {
      if (request.url === '/long') response.end('x'.repeat(2000))
      else if (request.url === '/slow') response.write('x')
    })
    const impatient = client({ timeoutMs: 300 })
    await expect(impatient.request(get(`${url}/slow`))).rejects.toMatchObject({ reason: 'timeout' })
    await expect(impatient.request(get(`${url}/never`))).rejects.toMatchObject({ reason: 'timeout' })
    const { request } = client({ maxBytes: 1000 })
    await expect(request(get(`${url}/long`))).rejects.toMatchObject({ reason: 'too_large' })
    await expect(request(get('http://127.0.0.1:1/'))).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it('ends with the caller', async () => {
    const stop = new AbortController()
    const { url } = await serve(() => stop.abort(new Error('no longer wanted')))
    const asked = client().request({ ...get(url), signal: stop.signal })
    await expect(asked).rejects.toThrow('no longer wanted')
  })

  it.each([
    ['http://127.0.0.1:9/', 'TERRACE_ALLOW_PRIVATE_ADDRESSES'],
    ['http://169.254.169.254/latest/meta-data', 'never calls'],
    ['http://[::ffff:169.254.169.254]/', 'never calls'],
    ['http://2130706433/', 'TERRACE_ALLOW_PRIVATE_ADDRESSES'],
    ['file:///etc/passwd', 'not an http or https URL'],
    ['https://user:secret@example.com/', 'user name or password'],
    ['nonsense', 'not an http or https URL'],
  ])('does not call %s', async (url, words) => {
    await expect(client({}, false).request(get(url))).rejects.toMatchObject({ reason: 'refused', message: expect.stringContaining(words) })
  })

  it('calls the address of an override, even a private one', async () => {
    const { url, paths } = await serve((_request, response) => response.end('here'))
    const { request } = client({ urlOverrides: [{ from: 'https://api.example.com/v3', to: `${url}/api` }] }, false)
    const answer = await request(get('https://api.example.com/v3/user?x=1'))
    expect([paths, answer.url]).toEqual([['GET /api/user?x=1'], 'https://api.example.com/v3/user?x=1'])
  })

  it('calls the checked address, whatever the name resolves to a moment later', async () => {
    const { url, paths } = await serve((_request, response) => response.end())
    const { port } = new URL(url)
    const { request } = client({ addresses: createAddressPolicy({ allowPrivate: true, lookup: toLoopback }) })
    expect((await request(get(`http://git.example.com:${port}/a`))).status).toBe(200)
    expect(paths).toEqual(['GET /a'])
  })
})
