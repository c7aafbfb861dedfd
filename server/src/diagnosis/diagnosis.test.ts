// Diagnoses of a registry of the tests' own, over TLS, which is broken in one place after the other.
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeCertificates, type TestCertificates } from '../../test/support/test-certificates.ts'
import { createHttpClient } from '../platform/http-client/index.ts'
import { createAddressPolicy } from '../platform/network/index.ts'
import { judge } from './certificate.ts'
import { diagnose, type Question } from './diagnosis.ts'
import { Obstacle } from './step.ts'

const TOKEN = 'abcdefghijklmn.atlasv1.0123456789'
const ARCHIVE = gzipSync('a module')
const SHA256 = createHash('sha256').update(ARCHIVE).digest('hex')
const DAY_MS = 24 * 60 * 60 * 1000
const MODULE = '/v1/modules/acme/vpc/aws'

interface Answer {
  status?: number
  headers?: Record<string, string>
  body?: string | Buffer
}

function versions(...all: string[]): Answer {
  return { body: JSON.stringify({ modules: [{ versions: all.map((version) => ({ version })) }] }) }
}

function sound(): Record<string, Answer> {
  return {
    '/.well-known/terraform.json': { body: '{"modules.v1": "/v1/modules/"}' },
    [`${MODULE}/versions`]: versions('1.0.0', '1.2.0', '2.0.0-rc.1'),
    [`${MODULE}/1.2.0/download`]: { status: 204, headers: { 'x-terraform-get': '/archive.tar.gz?key=1' } },
    '/archive.tar.gz?key=1': { body: ARCHIVE, headers: { etag: `"${SHA256}"` } },
  }
}

let directory: string
let certificates: TestCertificates
let server: Server
let host: string
let answers: Record<string, Answer>
let asked: { path: string; authorization: string | undefined }[]

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-diagnosis-'))
  certificates = await makeCertificates(directory)
  const tls = { key: readFileSync(certificates.keyFile), cert: readFileSync(certificates.certFile) }
  server = createServer(tls, ({ url = '', headers }, response) => {
    asked.push({ path: url, authorization: headers.authorization })
    const { status = 200, headers: given = {}, body = '' } = answers[url] ?? { status: 404 }
    response.writeHead(status, given).end(body)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(directory, { recursive: true })
})
beforeEach(() => {
  answers = sound()
  asked = []
})

interface Circumstances {
  question?: Partial<Question>
  allowPrivate?: boolean
  authorities?: string | undefined
}

async function diagnosed({ question = {}, allowPrivate = true, ...given }: Circumstances = {}) {
  const authorities = 'authorities' in given ? given.authorities : certificates.ca
  const network = { addresses: createAddressPolicy({ allowPrivate }) }
  const client = createHttpClient({ ...network, urlOverrides: [], authorities, pause: async () => undefined })
  return await diagnose(
    { source: `${host}/acme/vpc/aws`, version: '', token: () => TOKEN, ...question },
    { ownUrl: undefined, network, authorities, ask: async (request) => await client.request(request), now: () => Date.now() - 30 * DAY_MS },
  )
}

/** @returns the step that failed, and what was found and advised */
async function obstacle(circumstances: Circumstances = {}): Promise<string> {
  const steps = await diagnosed(circumstances)
  const index = steps.findIndex(({ outcome }) => outcome === 'failed')
  expect(steps.slice(index + 1).every(({ outcome }) => outcome === 'skipped')).toBe(true)
  const { name, finding, advice } = steps[index] ?? { name: 'none', finding: '', advice: '' }
  return `${name}: ${finding} ${advice}`
}

describe('a diagnosis', () => {
  it('goes through every step of an installation, with the token where clients send it alone', async () => {
    const steps = await diagnosed()
    expect(steps.map(({ name, outcome }) => [name, outcome])).toEqual(
      ['address', 'certificate', 'discovery', 'token', 'versions', 'download', 'archive', 'checksum'].map((name) => [name, 'ok']),
    )
    expect(asked).toEqual([
      { path: '/.well-known/terraform.json', authorization: undefined },
      { path: `${MODULE}/versions`, authorization: `Bearer ${TOKEN}` },
      { path: `${MODULE}/1.2.0/download`, authorization: `Bearer ${TOKEN}` },
      { path: '/archive.tar.gz?key=1', authorization: undefined },
    ])
    expect(JSON.stringify(steps)).not.toContain(TOKEN)
    expect(steps.at(-1)?.finding).toContain(SHA256)
  })

  it.each([
    ['https://registry.example.com/acme/vpc/aws', 'begins with a scheme'],
    ['./modules/vpc', 'is not the address of a module'],
    ['git::https://example.com/vpc.git', 'is not the address of a module'],
    ['registry.example.com/acme/vpc', 'is not the address of a module'],
    ['registry.example.com/acme/vpc/AWS', 'is not the address of a module'],
  ])('says of the source %s that it %s, and asks nobody', async (source, expected) => {
    expect(await obstacle({ question: { source } })).toContain(expected)
    expect(asked).toEqual([])
  })

  it('says that a certificate is signed by an authority that nobody knows', async () => {
    expect(await obstacle({ authorities: undefined })).toMatch(
      /^certificate: .*comes without the certificate of its authority.*intermediate/,
    )
  })

  it('calls no private address where that is not allowed, and says where to run it instead', async () => {
    expect(await obstacle({ allowPrivate: false })).toMatch(/^certificate: .*private address.*terrace diagnose/)
    expect(asked).toEqual([])
  })

  it('says that nobody answers', async () => {
    expect(await obstacle({ question: { source: '127.0.0.1:1/acme/vpc/aws' } })).toMatch(/^certificate: Nobody speaks TLS .*ECONNREFUSED/)
  })

  it.each([
    ['discovery', '/.well-known/terraform.json', { status: 404 }, 'has no service discovery'],
    ['discovery', '/.well-known/terraform.json', { body: '<html>' }, 'something else than a JSON object'],
    ['discovery', '/.well-known/terraform.json', { body: '{"providers.v1": "/p/"}' }, 'lacks `modules.v1`'],
    ['versions', `${MODULE}/versions`, { status: 401 }, 'does not accept the token'],
    ['versions', `${MODULE}/versions`, { status: 404 }, 'no module acme/vpc/aws, or the token may not read it'],
    ['versions', `${MODULE}/versions`, { status: 500 }, 'status 500'],
    ['versions', `${MODULE}/versions`, { body: '<form>' }, 'not a list of versions'],
    ['versions', `${MODULE}/versions`, versions(), 'no version that can be installed'],
    ['download', `${MODULE}/1.2.0/download`, { status: 404 }, 'does not give version 1.2.0 away'],
    ['download', `${MODULE}/1.2.0/download`, { status: 204 }, 'X-Terraform-Get is missing'],
    ['archive', '/archive.tar.gz?key=1', { status: 403 }, 'cannot be downloaded'],
    ['archive', '/archive.tar.gz?key=1', { body: '<html>Sign in</html>' }, 'is no archive'],
    ['checksum', '/archive.tar.gz?key=1', { body: ARCHIVE, headers: { etag: `"${'0'.repeat(64)}"` } }, 'changes downloads'],
  ] satisfies [string, string, Answer, string][])('fails at the step %s when %s answers %j', async (step, path, answer, expected) => {
    answers[path] = answer
    const found = await obstacle()
    expect(found.startsWith(`${step}: `)).toBe(true)
    expect(found).toContain(expected)
  })

  it.each([
    [`Bearer ${TOKEN}`, '"Bearer"'],
    [`"${TOKEN}"`, 'in quotes'],
    ['abc def', 'a blank'],
  ])('sees that %j is no token, and does not send it', async (token, expected) => {
    expect(await obstacle({ question: { token: () => token } })).toContain(expected)
    expect(asked.map(({ path }) => path)).toEqual(['/.well-known/terraform.json'])
  })

  it('warns where no token is given, and says that the registry asks for one', async () => {
    answers[`${MODULE}/versions`] = { status: 401 }
    const steps = await diagnosed({ question: { token: () => '' } })
    expect(steps[3]).toMatchObject({ name: 'token', outcome: 'warning', finding: 'No token is sent.' })
    expect(steps[4]?.finding).toContain('asks for a token')
  })

  it('takes the version that is asked for, and names those there are', async () => {
    expect((await diagnosed({ question: { version: '1.2.0' } })).every(({ outcome }) => outcome === 'ok')).toBe(true)
    expect(await obstacle({ question: { version: '3.0.0' } })).toMatch(/^versions: .*no version 3\.0\.0.*2\.0\.0-rc\.1, 1\.2\.0, 1\.0\.0/)
  })

  it('does not follow a registry to a source that is not downloaded over HTTP', async () => {
    answers[`${MODULE}/1.2.0/download`] = { status: 204, headers: { 'x-terraform-get': 'git::https://example.com/vpc?ref=v1' } }
    expect((await diagnosed()).slice(5).map(({ outcome }) => outcome)).toEqual(['skipped', 'skipped', 'skipped'])
  })
})

describe('a certificate', () => {
  const handshake = { problem: undefined, issuer: 'Example CA', validUntil: Date.UTC(2030, 0, 20) }
  const refused = (problem: string) => () => judge({ ...handshake, problem }, 'registry.example.com', 0)

  it('that expires within two weeks is warned of', () => {
    expect(judge(handshake, 'registry.example.com', Date.UTC(2030, 0, 1)).warning).toBeUndefined()
    expect(judge(handshake, 'registry.example.com', Date.UTC(2030, 0, 10)).warning).toContain('Renew it')
  })

  it.each([
    ['CERT_HAS_EXPIRED', 'has expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'is for another name'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'is signed by itself'],
  ])('with the problem %s %s', (problem, expected) => {
    expect(refused(problem)).toThrow(Obstacle)
    expect(refused(problem)).toThrow(expected)
  })
})
