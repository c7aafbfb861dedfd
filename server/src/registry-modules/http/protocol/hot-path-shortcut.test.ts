import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OrganizationId, type RegistryModuleId, type RegistryModuleVersionId, Unauthenticated } from '../../../kernel/index.ts'
import type { Subject } from '../../../permissions/index.ts'
import { authenticateRequests, createRequestAuthentication, createServer, speakRegistryProtocol } from '../../../platform/http/index.ts'
import type { CatalogueEntry } from '../../catalogue/catalogue.ts'
import { addressOf } from '../../registry-module/registry-module.ts'
import { serveHotPath } from './hot-path.ts'
import { createHotPathShortcut } from './hot-path-shortcut.ts'

const PREFIX = '/modules'
const logger = pino({ level: 'silent' })
const clock = { now: () => 1_700_000_000_000 }
const archivist = { downloadUrl: (key: string, options = {}) => `https://registry.example.com/${key}?${JSON.stringify(options)}` }

const member: Subject = { kind: 'organization', roles: [{ organizationId: 'org-1' as OrganizationId, owner: true, access: {} as never }] }
const stranger: Subject = { kind: 'organization', roles: [] }
const subjects = new Map<string, Subject>([
  ['member', member],
  ['stranger', stranger],
])
const authentication = {
  authenticateCached: (token: string) => subjects.get(token),
  authenticate: async () => {
    throw new Unauthenticated('no such token')
  },
}

const moduleId = 'mod-1' as RegistryModuleId
let counted = 0
let consumer: string | undefined
const downloads = {
  record: (_archive: unknown, by: string | undefined) => {
    counted++
    consumer = by
  },
}

const entry: CatalogueEntry = {
  id: moduleId,
  organizationId: 'org-1' as OrganizationId,
  versions: '{"modules":[{"source":"acme/label/null","versions":[{"version":"1.0.0"},{"version":"1.0.0+é"}]}]}',
  contentLength: '98',
  source: undefined,
  archives: new Map([['1.0.0', { key: 'modules/a.tar.gz', sha256: 'abc', moduleId, versionId: 'modver-1' as RegistryModuleVersionId }]]),
  revision: 1,
  checkedAt: 0,
}
const entries = new Map([['acme/label/null', entry]])
const catalogue = {
  fresh: (address: string) => entries.get(address),
  find: (address: Parameters<typeof addressOf>[0]) => entries.get(addressOf(address)) ?? Promise.resolve(undefined),
  archiveOf: async () => undefined,
}

let shortcutUsed: boolean | 'never' = false
const shortcut = createHotPathShortcut(PREFIX, { catalogue, archivist, clock, authentication, downloads })
const app = createServer({
  logger,
  tls: undefined,
  shortcut: (request, response, headers) => {
    if (shortcutUsed === 'never') return undefined
    const route = shortcut(request, response, headers)
    shortcutUsed = route !== undefined
    return route
  },
})

beforeAll(async () => {
  app.register(
    async (scope) => {
      speakRegistryProtocol(scope, logger)
      authenticateRequests(
        scope,
        createRequestAuthentication({ tokens: authentication, sessions: authentication, publicUrl: 'https://registry.example.com' }),
      )
      serveHotPath(scope, { catalogue, archivist, clock, downloads })
    },
    { prefix: PREFIX },
  )
  await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => app.close())

interface Call {
  method?: string
  path: string
  token?: string | undefined
  scheme?: string
}

function send({
  method = 'GET',
  path,
  token,
  scheme = 'Bearer',
}: Call): Promise<{ status: number | undefined; headers: string[]; body: string }> {
  const { port } = app.server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `${scheme} ${token}` }
    const call = httpRequest({ port, host: '127.0.0.1', path, method, headers, agent: false }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => (body += text))
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.rawHeaders, body }))
    })
    call.on('error', reject)
    call.end()
  })
}

/** What differs between any two answers of the same server. */
function comparable(answer: Awaited<ReturnType<typeof send>>) {
  const headers = answer.headers.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), answer.headers[index + 1]]] : []))
  return {
    ...answer,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, name === 'x-request-id' || name === 'date' ? '' : value])),
  }
}

const VERSIONS = `${PREFIX}/acme/label/null/versions`
const DOWNLOAD = `${PREFIX}/acme/label/null/1.0.0/download`

it.each<[what: string, call: Call, status: number, short: boolean]>([
  ['versions', { path: VERSIONS, token: 'member' }, 200, true],
  ['a download', { path: DOWNLOAD, token: 'member' }, 204, true],
  ['a scheme in other letters', { path: VERSIONS, token: 'member', scheme: 'bearer ' }, 200, false],
  ['another scheme', { path: VERSIONS, token: 'member', scheme: 'Basic' }, 401, false],
  ['HEAD', { path: VERSIONS, token: 'member', method: 'HEAD' }, 200, false],
  ['versions without a token', { path: VERSIONS }, 401, false],
  ['a download without a token', { path: DOWNLOAD }, 401, false],
  ['a token that is not valid', { path: VERSIONS, token: 'wrong' }, 401, false],
  ['a module the token may not see', { path: VERSIONS, token: 'stranger' }, 404, false],
  ['a download the token may not see', { path: DOWNLOAD, token: 'stranger' }, 404, false],
  ['an unknown module', { path: `${PREFIX}/acme/other/null/versions`, token: 'member' }, 404, false],
  ['an unknown version', { path: `${PREFIX}/acme/label/null/9.9.9/download`, token: 'member' }, 404, false],
  ['an address with a query', { path: `${VERSIONS}?x=1`, token: 'member' }, 200, false],
  ['an address with an escape', { path: `${PREFIX}/acme/l%61bel/null/versions`, token: 'member' }, 200, false],
  ['an address with a slash at the end', { path: `${VERSIONS}/`, token: 'member' }, 200, false],
  ['another method', { path: VERSIONS, token: 'member', method: 'POST' }, 404, false],
  ['a prefix that ends differently', { path: `${PREFIX}?acme/label/null/versions`, token: 'member' }, 404, false],
  ['another prefix', { path: '/other/acme/label/null/versions', token: 'member' }, 404, false],
])('%s is answered the same with and without the shortcut', async (_what, call, status, short) => {
  shortcutUsed = false
  const withShortcut = await send(call)
  expect(shortcutUsed).toBe(short)
  shortcutUsed = 'never'
  const without = await send(call)
  expect(comparable(withShortcut)).toEqual(comparable(without))
  expect(withShortcut.status).toBe(status)
})

it('every answer of the shortcut has a request id of its own', async () => {
  shortcutUsed = false
  const ids = [await send({ path: VERSIONS, token: 'member' }), await send({ path: VERSIONS, token: 'member' })].map(({ headers }) =>
    headers.at(headers.findIndex((name) => name.toLowerCase() === 'x-request-id') + 1),
  )
  expect(new Set(ids).size).toBe(2)
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/)
})

it('every download that is answered is counted, by either way, and nothing else', async () => {
  for (const [call, expected] of [
    [{ path: DOWNLOAD, token: 'member' }, 1],
    [{ path: DOWNLOAD, token: 'member', method: 'HEAD' }, 0],
    [{ path: DOWNLOAD, token: 'stranger' }, 0],
    [{ path: VERSIONS, token: 'member' }, 0],
  ] as const) {
    for (const way of [false, 'never'] as const) {
      shortcutUsed = way
      counted = 0
      consumer = undefined
      await send(call)
      expect([call, way, counted, consumer]).toEqual([call, way, expected, expected === 1 ? 'org-1' : undefined])
    }
  }
})
