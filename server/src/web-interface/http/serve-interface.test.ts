// The interface over HTTP, with a small one in place of the real.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFailurePage } from '../../platform/http/html/index.ts'
import { createServer } from '../../platform/http/index.ts'
import { readInterface } from '../built-interface.ts'
import type { FirstList } from '../first-list.ts'
import { serveInterface } from './serve-interface.ts'

const PAGE =
  '<meta name="csp-nonce" content="%CSP_NONCE%"><meta name="session" content="%SESSION%"><i>%PUBLIC_URL% %VERSION%</i><!--%FIRST_CONTENT%-->'
const SCRIPT = 'export const answer = 42\n'.repeat(50)
const SCRIPT_PATH = '/app/assets/index-Ab12.js'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-test-'))
  mkdirSync(join(directory, 'assets'))
  writeFileSync(join(directory, 'index.html'), PAGE)
  writeFileSync(join(directory, 'color-scheme.js'), 'x()')
  writeFileSync(join(directory, 'secret.txt'), 'not for the web')
  const script = join(directory, 'assets', 'index-Ab12.js')
  writeFileSync(script, SCRIPT)
  writeFileSync(`${script}.gz`, gzipSync(SCRIPT))
  writeFileSync(`${script}.br`, brotliCompressSync(SCRIPT))
})
afterAll(() => rmSync(directory, { recursive: true }))

const COOKIE = { cookie: 'terrace-session=abc' }
const LIST = '/app/acme/registry/private/modules'

interface Answers {
  remoteImages?: () => Promise<boolean>
  firstList?: (session: string, organization: string) => Promise<FirstList>
}

function serverOf(
  built: ReturnType<typeof readInterface>,
  { remoteImages = async () => false, firstList = async () => await Promise.reject(new Error('no session')) }: Answers = {},
) {
  const app = createServer({
    logger: pino({ level: 'silent' }),
    tls: undefined,
    failurePage: createFailurePage('http://registry.example.com'),
  })
  serveInterface(app, { built, publicUrl: 'http://registry.example.com', version: '1.2.3', remoteImages, firstList })
  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })
  return { app, get }
}

describe('a built interface', () => {
  it('is where the address of the server leads to', async () => {
    const answer = await serverOf(readInterface(directory)).get('/')
    expect([answer.statusCode, answer.headers.location]).toEqual([302, '/app'])
  })

  it.each([
    '/app',
    '/app/acme/registry/private/modules?q=vpc',
    '/app/acme/registry/modules/private/acme/vpc/aws/1.0.0',
    '/app/no/such/page',
    // An organization may be called like the folder of scripts.
    '/app/assets/registry',
    '/app/assets/registry/private/modules',
    '/app/..%2Fsecret.txt',
    '/app/secret.txt',
    '/app/index.html',
  ])('answers %s with its document, which nobody keeps or frames', async (path) => {
    const { statusCode, headers, body } = await serverOf(readInterface(directory)).get(path)
    expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([200, 'text/html; charset=utf-8', 'no-store'])
    expect(body).toContain('<i>http://registry.example.com 1.2.3</i>')
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'same-origin' })
  })

  it('allows scripts of this server alone, and styles with a nonce that no two answers share', async () => {
    const { get } = serverOf(readInterface(directory))
    const nonces = []
    for (let round = 0; round < 2; round++) {
      const { headers, body } = await get('/app')
      const nonce = /csp-nonce" content="([\w+/]{24})"/.exec(body)?.[1] ?? 'missing'
      expect(headers['content-security-policy']).toBe(
        `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; ` +
          "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      )
      nonces.push(nonce)
    }
    expect(new Set(nonces).size).toBe(2)
  })

  it.each([
    ['only of this server', async () => false, "img-src 'self' data:;"],
    ['of other hosts over HTTPS, when an organization allows them', async () => true, "img-src 'self' data: https:;"],
    ['only of this server, when the database is away', async () => await Promise.reject(new Error('away')), "img-src 'self' data:;"],
  ])('allows images %s', async (_, remoteImages, expected) => {
    const { headers } = await serverOf(readInterface(directory), { remoteImages }).get('/app')
    expect(headers['content-security-policy']).toContain(expected)
  })

  it('says whether the browser has a session, so that visitors are not asked for what they cannot have', async () => {
    const { get } = serverOf(readInterface(directory))
    expect((await get('/app')).body).toContain('name="session" content="none"')
    expect((await get('/app', { cookie: 'terrace-session=abc' })).body).toContain('name="session" content="some"')
  })

  it('sends the beginning of the list along, whose links work before the script is there', async () => {
    const asked: string[][] = []
    const vpc = { registryName: 'private', namespace: 'acme', name: 'vpc', provider: 'aws', description: '<i>', latestVersion: '1.2.0' }
    const { get } = serverOf(readInterface(directory), {
      firstList: async (...of) => {
        asked.push(of)
        return { organization: 'acme', totalCount: 1, modules: [{ module: vpc, totals: { downloads: 1, lastPublishedAt: 0 } }] }
      },
    })
    const { body } = await get(LIST, COOKIE)
    expect(body).toContain('href="/app/acme/registry/modules/private/acme/vpc/aws"')
    expect(body).toContain('&lt;i&gt;')
    // Of searches, other pages and visitors it sends nothing.
    for (const path of [`${LIST}?q=vpc`, '/app/acme/settings']) expect((await get(path, COOKIE)).body).not.toContain('vpc')
    expect((await get(LIST)).body).not.toContain('vpc')
    expect(asked).toEqual([['abc', 'acme']])
  })

  it.each([
    ['fails', async () => await Promise.reject(new Error('away'))],
    ['does not answer', async () => await new Promise<never>(() => undefined)],
  ])('sends the page alone when the database %s', async (_, firstList) => {
    const { statusCode, body } = await serverOf(readInterface(directory), { firstList }).get(LIST, COOKIE)
    expect([statusCode, body.includes('<main>')]).toEqual([200, false])
  })

  it.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['identity', undefined],
  ])('gives a client that accepts %s a script as %s, for ever', async (accepted, coding) => {
    const { statusCode, headers, rawPayload } = await serverOf(readInterface(directory)).get(SCRIPT_PATH, { 'accept-encoding': accepted })
    expect([statusCode, headers['content-type'], headers['content-encoding']]).toEqual([200, 'text/javascript; charset=utf-8', coding])
    expect(headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable', vary: 'accept-encoding' })
    const expected = { br: brotliCompressSync(SCRIPT), gzip: gzipSync(SCRIPT) }[coding ?? ''] ?? Buffer.from(SCRIPT)
    expect(rawPayload.equals(expected)).toBe(true)
  })

  it('has browsers ask again for a file whose name stays', async () => {
    const { get } = serverOf(readInterface(directory))
    const { headers } = await get('/app/color-scheme.js')
    expect(headers['cache-control']).toBe('no-cache')
    expect((await get('/app/color-scheme.js', { 'if-none-match': String(headers.etag) })).statusCode).toBe(304)
  })

  it.each([
    ['/acme/vpc/aws', 'acme/vpc/aws'],
    ['/acme/vpc/aws//modules/endpoints', 'acme/vpc/aws//modules/endpoints'],
    ['/modules/acme/vpc/aws', 'acme/vpc/aws'],
    ['/modules/acme/vpc/aws/1.2.0-rc.1', 'acme/vpc/aws@1.2.0-rc.1'],
    ['/modules/acme/vpc/aws/latest', 'acme/vpc/aws@latest'],
    ['/modules/api/vpc/aws', 'api/vpc/aws'],
    ['/acme/vpc/aws/1.2.0', 'acme/vpc/aws@1.2.0'],
    // The source of an organization called so.
    ['/modules/vpc/null', 'modules/vpc/null'],
  ])('leads from the source %s to the page of the module', async (path, source) => {
    const { statusCode, headers } = await serverOf(readInterface(directory)).get(path)
    expect([statusCode, headers.location]).toEqual([302, `/app?source=${encodeURIComponent(source)}`])
  })

  it('leads a browser from the name of an organization to its modules', async () => {
    const { get } = serverOf(readInterface(directory))
    const { statusCode, headers } = await get('/acme', { accept: 'text/html,*/*;q=0.8' })
    expect([statusCode, headers.location]).toEqual([302, '/app/acme'])
    for (const [path, accept] of [
      ['/acme', 'application/json'],
      ['/api', 'text/html'],
      ['/favicon.ico', 'text/html'],
    ] as const) {
      expect((await get(path, { accept })).statusCode).toBe(404)
    }
  })

  it.each([
    '/api/v9/things',
    '/auth/some/thing',
    '/webhooks/some/thing',
    '/login/a/b',
    '/.well-known/a/b',
    '/_archivist/v1/object',
    '/acme/vpc/AWS',
    '/a%2Fb/vpc/aws',
    '/modules/acme/vpc/aws/next',
    '/acme/vpc/aws/next',
    '//elsewhere.example/vpc/aws',
  ])('leads from %s to nowhere', async (path) => {
    const { statusCode, headers } = await serverOf(readInterface(directory)).get(path)
    expect([statusCode, headers['content-type']]).toEqual([404, 'application/json; charset=utf-8'])
  })

  it.each([
    ['/nothing/here', 404],
    ['/acme/x', 404],
    ['/acme/vpc/aws/next', 404],
    ['/acme/vpc/AWS', 404],
    ['/app/%00', 400],
    ['/app/acme/registry/%E0%A4%A', 400],
  ])('shows people a page in place of JSON at %s', async (path, status) => {
    const { get } = serverOf(readInterface(directory))
    const { statusCode, headers, body } = await get(path, { accept: 'text/html,*/*;q=0.8' })
    expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([status, 'text/html; charset=utf-8', 'no-store'])
    expect(body).toContain('<h1>Not found, or you have no access</h1>')
    expect((await get(path, { accept: 'application/json' })).headers['content-type']).toContain('application/json')
  })

  it.each(['/api/v9/things', '/auth/x', '/webhooks/x', '/.well-known/x', '/_archivist/v1/%00', '/api/%E0%A4%A'])(
    'has no page at %s, which programs call',
    async (path) => {
      const { headers } = await serverOf(readInterface(directory)).get(path, { accept: 'text/html' })
      expect(headers['content-type']).toBe('application/json; charset=utf-8')
    },
  )

  it('does not answer for a script that is gone, as after an update', async () => {
    const answer = await serverOf(readInterface(directory)).get('/app/assets/index-Old0.js')
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'application/json; charset=utf-8'])
  })

  it('goes on with its own files when another build replaces them', async () => {
    const { get } = serverOf(readInterface(directory))
    writeFileSync(join(directory, 'color-scheme.js'), 'changed()')
    expect((await get('/app/color-scheme.js')).body).toBe('x()')
    writeFileSync(join(directory, 'color-scheme.js'), 'x()')
  })
})

describe('an interface that was never built', () => {
  it('says how to build it, and greets at the address of the server', async () => {
    const { get } = serverOf(readInterface(join(directory, 'nothing')))
    const [greeting, page] = [await get('/'), await get('/app/acme')]
    expect([greeting.statusCode, page.statusCode]).toEqual([200, 404])
    for (const { body } of [greeting, page]) expect(body).toContain('npm run setup')
  })
})
