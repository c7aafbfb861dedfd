import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ForwardProxy, type ForwardProxyOptions, startForwardProxy } from '../../../test/support/forward-proxy.ts'
import { makeCertificates, type TestCertificates } from '../../../test/support/test-certificates.ts'
import { createAddressPolicy, createOutgoingProxies } from '../network/index.ts'
import { createHttpClient } from './index.ts'

const PASSWORD = 'pa:ss/w0rd'
let directory: string
let certificates: TestCertificates
let authorities: string[]
const endings: (() => Promise<void>)[] = []

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'terrace-proxy-'))
  certificates = await makeCertificates(directory)
  authorities = getCACertificates('default')
  setDefaultCACertificates([...authorities, certificates.ca])
})
afterAll(async () => {
  setDefaultCACertificates(authorities)
  await rm(directory, { recursive: true })
})
afterEach(async () => {
  for (const end of endings.splice(0)) await end()
})

async function serve(tls: boolean, answer: RequestListener): Promise<string> {
  const { certFile, keyFile } = certificates
  const server = tls ? createTlsServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, answer) : createServer(answer)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  endings.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function startProxy(options?: ForwardProxyOptions): Promise<ForwardProxy> {
  const proxy = await startForwardProxy(options)
  endings.push(() => proxy.close())
  return proxy
}

function client(proxy: string, { allowPrivate = true, except = [] as string[], timeoutMs = 5000 } = {}) {
  const proxies = createOutgoingProxies({ http: proxy, https: proxy, except })
  return createHttpClient({ addresses: createAddressPolicy({ allowPrivate }), proxies, urlOverrides: [], timeoutMs })
}

const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => response.end(`${request.method} ${request.url} ${request.headers.host} ${Buffer.concat(chunks).toString()}`))
}
const get = (url: string) => ({ method: 'GET', url }) as const

describe('the HTTP client behind a proxy', () => {
  it('reaches HTTPS hosts through a tunnel, which it closes afterwards', async () => {
    const url = await serve(true, echo)
    const { host } = new URL(url)
    const proxy = await startProxy({ credential: { user: 'us@er', password: PASSWORD } })
    const { request } = client(proxy.url)
    const answer = await request({ method: 'POST', url: `${url}/a?b=c`, body: 'hello' })
    expect([answer.status, String(answer.body)]).toEqual([200, `POST /a?b=c ${host} hello`])
    expect(proxy.requests).toEqual([`CONNECT ${host}`])
  })

  it('speaks TLS with a proxy that does', async () => {
    const tls = { cert: readFileSync(certificates.certFile), key: readFileSync(certificates.keyFile) }
    const [secure, plain] = [await serve(true, echo), await serve(false, echo)]
    const proxy = await startProxy({ tls })
    const { request } = client(proxy.url)
    expect((await request(get(secure))).status).toBe(200)
    expect((await request(get(plain))).status).toBe(200)
    expect(proxy.requests).toEqual([`CONNECT ${new URL(secure).host}`, `GET ${plain}/`])
  })

  it('lets the proxy forward plain HTTP, with the address of the host and a password for the proxy alone', async () => {
    let seen: string | undefined
    const url = await serve(false, (request, response) => {
      seen = request.headers['proxy-authorization']
      echo(request, response)
    })
    const proxy = await startProxy({ credential: { user: 'user', password: PASSWORD } })
    const answer = await client(proxy.url).request({ method: 'PUT', url: `${url}/a?b=c`, body: 'hello' })
    expect([answer.status, String(answer.body)]).toEqual([200, `PUT /a?b=c ${new URL(url).host} hello`])
    expect([proxy.requests, seen]).toEqual([[`PUT ${url}/a?b=c`], undefined])
  })

  it.each([true, false])('says which proxy wants another password, without telling the password (TLS: %s)', async (tls) => {
    const url = await serve(tls, echo)
    const proxy = await startProxy({ credential: { user: 'user', password: 'other' } })
    const asked = client(proxy.url.replace('other', encodeURIComponent(PASSWORD))).request(get(url))
    await expect(asked).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining(`the proxy ${proxy.origin} does not`),
    })
    await expect(asked).rejects.not.toThrow(/w0rd/)
  })

  it('says that the proxy refuses, or is not there', async () => {
    const url = await serve(true, echo)
    const proxy = await startProxy()
    proxy.refuse(403)
    const { request } = client(proxy.url)
    await expect(request(get(url))).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining('refuses to lead there (403)'),
    })
    await proxy.close()
    await expect(request(get(url))).rejects.toMatchObject({ reason: 'unreachable', message: expect.stringContaining(proxy.origin) })
  })

  it('gives up on a proxy that never answers', async () => {
    const silent = await serve(false, () => undefined)
    const { host } = new URL(silent)
    const server = createServer().on('connect', () => undefined)
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    endings.push(async () => void server.close())
    const { request } = client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { timeoutMs: 200 })
    await expect(request(get(`https://${host}`))).rejects.toMatchObject({ reason: 'timeout' })
  })

  it('verifies the certificate of the host, not of whatever the proxy reaches', async () => {
    const url = await serve(true, echo)
    const proxy = await startProxy()
    const name = `https://localhost:${new URL(url).port}`
    await expect(client(proxy.url).request(get(name))).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringMatching(/altnames/i),
    })
    expect(proxy.requests).toHaveLength(1)
  })

  it('calls hosts that are exempt directly', async () => {
    const url = await serve(true, echo)
    const proxy = await startProxy()
    expect((await client(proxy.url, { except: ['127.0.0.1'] }).request(get(url))).status).toBe(200)
    expect(proxy.requests).toEqual([])
  })

  it.each(['https://127.0.0.1:1', 'http://127.0.0.1:1', 'https://169.254.169.254'])('does not ask the proxy for %s', async (url) => {
    const proxy = await startProxy()
    await expect(client(proxy.url, { allowPrivate: false }).request(get(url))).rejects.toMatchObject({ reason: 'refused' })
    expect(proxy.requests).toEqual([])
  })
})
