import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ObjectServer, once, startObjectServer } from '../../../test/support/object-server.ts'
import { Conflict, Malformed, NotFound } from '../../kernel/index.ts'
import { moduleKey, uploadKey } from '../keys.ts'
import { createUrlSigner } from '../signed-urls.ts'
import { writeFailure } from '../stores/storage-failure.ts'

const SMALL = Buffer.from('0123456789')
const LARGE = randomBytes(6 * 1024 * 1024)
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

let server: ObjectServer
beforeEach(async () => {
  server = await startObjectServer(Buffer.alloc(32, 7))
})
afterEach(() => server.close())

const withOtherSignature = (url: string) => url.replace(/signature=(.)/, (_found, first) => `signature=${first === 'A' ? 'B' : 'A'}`)
const local = (url: string) => server.local(url)
const addressOf = (bytes: Buffer) => server.addressOf(bytes)
const uploadUrl = (id: string) => local(server.archivist.uploadUrl(id))

/** Sends the path verbatim; other clients would normalize it. */
async function rawGet(url: string): Promise<string> {
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1')
  socket.write(`GET ${url.slice(server.origin.length)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
  return text(socket)
}

/** The headers about the object, without those about the connection. */
function headersOf(response: Response): Record<string, string> {
  return Object.fromEntries([...response.headers].filter(([name]) => !['date', 'connection', 'keep-alive', 'x-request-id'].includes(name)))
}

const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer())
const objects = async () => (await readdir(server.directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())

test.each([
  ['small', SMALL],
  ['large', LARGE],
])('HEAD and GET of a %s archive have the same headers, and HEAD the true length', async (_size, bytes) => {
  const url = await addressOf(bytes)
  const [head, get] = [await fetch(url, { method: 'HEAD' }), await fetch(url)]
  expect([head.status, get.status]).toEqual([200, 200])
  expect(headersOf(head)).toEqual(headersOf(get))
  expect(headersOf(head)).toMatchObject({
    'content-length': String(bytes.length),
    'content-type': 'application/gzip',
    'accept-ranges': 'bytes',
    etag: `"${sha256(bytes)}"`,
    'cache-control': expect.stringContaining('immutable'),
  })
  expect((await bodyOf(get)).equals(bytes)).toBe(true)
})

test.each([
  ['small', SMALL],
  ['large', LARGE],
])('a range of a %s archive is served exactly', async (_size, bytes) => {
  const url = await addressOf(bytes)
  const get = (range: string, more = {}) => fetch(url, { headers: { range, ...more } })
  const middle = await get('bytes=2-5')
  expect([middle.status, middle.headers.get('content-range')]).toEqual([206, `bytes 2-5/${bytes.length}`])
  expect(await bodyOf(middle)).toEqual(bytes.subarray(2, 6))
  expect(await bodyOf(await get('bytes=-3'))).toEqual(bytes.subarray(-3))
  const beyond = await get(`bytes=${bytes.length}-`)
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`])
  expect((await get('bytes=2-5', { 'if-range': '"another"' })).status).toBe(200)
  expect((await get('bytes=2-5', { 'if-range': `"${sha256(bytes)}"` })).status).toBe(206)
  expect((await fetch(url, { method: 'HEAD', headers: { range: 'bytes=2-5' } })).headers.get('content-length')).toBe(String(bytes.length))
})

test('a second GET of a small archive, which is in memory, is answered as the first', async () => {
  const url = await addressOf(SMALL)
  const [first, second] = [await fetch(url), await fetch(url)]
  expect(headersOf(second)).toEqual(headersOf(first))
  expect((await bodyOf(second)).equals(await bodyOf(first))).toBe(true)
  server.clock.ahead = 3_700_000
  expect((await fetch(url)).status).toBe(404)
})

test('an archive that the client has cached is not sent again', async () => {
  const url = await addressOf(SMALL)
  for (const known of [`"${sha256(SMALL)}"`, `"other", W/"${sha256(SMALL)}"`, '*']) {
    const response = await fetch(url, { headers: { 'if-none-match': known } })
    expect([known, response.status, await response.text()]).toEqual([known, 304, ''])
  }
})

test('the URL works with sorted parameters, and without unsigned ones', async () => {
  const url = new URL(await addressOf(SMALL))
  url.searchParams.sort()
  expect((await fetch(url)).status).toBe(200)
  for (const name of ['archive', 'checksum']) url.searchParams.delete(name)
  expect((await fetch(url)).status).toBe(200)
  expect(url.pathname).toMatch(/\/object\/.*\.tar\.gz$/)
})

test('nothing can be read without a signature for exactly that object', async () => {
  const url = await addressOf(SMALL)
  const large = await addressOf(LARGE)
  const attempts = [
    url.split('?')[0] ?? '',
    withOtherSignature(url),
    url.replace(/expires=\d+/, 'expires=99999999999'),
    `${large.split('?')[0]}?${url.split('?')[1]}`,
    url.replace('/object/modules', '/object/uploads/../modules'),
    url.replace('/object/modules', '/object/%2e%2e/object/modules'),
    url.replace('/object/modules', '/object//modules'),
    `${url}&signature=x`,
    uploadUrl('one'),
    local(server.archivist.downloadUrl(uploadKey('one'))),
    local(server.archivist.downloadUrl(moduleKey('00'.repeat(32)))),
  ]
  await server.archivist.putStream(uploadKey('one'), once(SMALL))
  for (const attempt of attempts) {
    const [head, body] = (await rawGet(attempt)).split('\r\n\r\n')
    expect([attempt, head?.slice(0, 12)]).toEqual([attempt, 'HTTP/1.1 404'])
    expect(head).not.toMatch(/etag/i)
    expect(body).not.toContain(SMALL.toString())
  }
})

test.each(['%00', '%zz', '%', '%e0%a4'])('an address with %s in it is malformed, for reading and for storing', async (text) => {
  const [read, write] = [await addressOf(SMALL), uploadUrl('one')]
  for (const [method, url] of [
    ['GET', read.replace('/object/', `/object/${text}`)],
    ['HEAD', read.replace('.tar.gz', `${text}.tar.gz`)],
    ['PUT', write.replace('?', `${text}?`)],
  ] as const) {
    const { statusCode, body } = await server.app.inject({ method, url: url.slice(server.origin.length), payload: '' })
    expect([method, statusCode, body]).toEqual([method, 400, method === 'HEAD' ? '' : expect.stringMatching(/^\{"errors":\["[^"]+"\]\}$/)])
  }
  expect(server.uploads).toEqual([])
})

test('an expired URL says so', async () => {
  const url = await addressOf(SMALL)
  server.clock.ahead = 2 * 3_600_000
  const response = await fetch(url)
  expect([response.status, await response.json()]).toEqual([404, { errors: ['this link has expired'] }])
})

test('an archive that vanishes between lookup and read is a plain 404', async () => {
  const url = await addressOf(LARGE)
  const original = { ...server.archivist }
  server.archivist.find = async (key) => {
    const found = await original.find(key)
    await server.archivist.delete(key)
    return found
  }
  const response = await fetch(url)
  expect(response.status).toBe(404)
  expect(response.headers.get('etag')).toBeNull()
  expect(await response.json()).toEqual({ errors: ['no such object'] })
})

test('a client that disconnects during a download does not disturb the next one', async () => {
  const url = await addressOf(LARGE)
  const { hostname, port, pathname, search } = new URL(url)
  for (let round = 0; round < 5; round++) {
    const socket = connect(Number(port), hostname)
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: x\r\n\r\n`)
    await new Promise((resolve) => socket.once('data', resolve))
    socket.destroy()
  }
  expect((await bodyOf(await fetch(url))).equals(LARGE)).toBe(true)
})

const put = (url: string, body: Buffer, headers = {}) =>
  fetch(url, { method: 'PUT', body: new Uint8Array(body), headers: { 'content-type': 'application/octet-stream', ...headers } })

test('an upload is stored, announced and answered with an empty 200, any number of times', async () => {
  const url = uploadUrl('modver-1')
  const bytes = LARGE.subarray(0, 1_500_000)
  for (const body of [SMALL, bytes]) {
    const response = await put(url, body, { authorization: 'Bearer ignored' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  }
  const key = uploadKey('modver-1')
  expect(server.uploads).toEqual([
    { id: 'modver-1', key, size: SMALL.length, sha256: sha256(SMALL) },
    { id: 'modver-1', key, size: bytes.length, sha256: sha256(bytes) },
  ])
  expect((await server.archivist.find(key))?.size).toBe(bytes.length)
})

test.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', undefined])(
  'an upload called %j is stored as it is',
  async (type) => {
    const response = await server.app.inject({
      method: 'PUT',
      url: uploadUrl('one').replace(/^http:\/\/[^/]+/, ''),
      payload: Buffer.from('{"not json'),
      headers: type === undefined ? {} : { 'content-type': type },
    })
    expect([response.statusCode, server.uploads[0]?.size]).toEqual([200, 10])
  },
)

test('an upload beyond the limit is a 413 and leaves nothing, with or without Content-Length', async () => {
  const url = uploadUrl('one')
  expect((await put(url, LARGE.subarray(0, 2_000_001))).status).toBe(413)
  const { hostname, port, pathname, search } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`)
  socket.write(`${(2_000_001).toString(16)}\r\n`)
  socket.write(LARGE.subarray(0, 2_000_001))
  const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve))
  socket.destroy()
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /)
  expect(server.uploads).toEqual([])
  expect(await objects()).toEqual([])
})

test('an aborted upload leaves nothing and is not announced', async () => {
  const { hostname, port, pathname, search } = new URL(uploadUrl('one'))
  const socket = connect(Number(port), hostname)
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf`)
  await expect.poll(async () => (await objects()).length).toBe(1)
  socket.destroy()
  await expect.poll(async () => (await objects()).length).toBe(0)
  expect(server.uploads).toEqual([])
})

test('an upload requires an upload URL that has not expired', async () => {
  const url = uploadUrl('one')
  expect((await put(url.replace('uploads/one', 'uploads/two'), SMALL)).status).toBe(404)
  expect((await put(await addressOf(SMALL), SMALL)).status).toBe(404)
  server.clock.ahead = 26 * 3_600_000
  expect((await put(url, SMALL)).status).toBe(404)
  expect(server.uploads).toEqual([])
})

test('a client learns why its upload is no longer wanted, but no details of internal errors', async () => {
  for (const [error, status] of [
    [new Conflict('the version is published'), 409],
    [new NotFound('the version was deleted'), 404],
    [new Malformed('the archive has no name'), 400],
  ] as const) {
    server.refusal = error
    const refused = await put(uploadUrl('one'), SMALL)
    expect([refused.status, await refused.json()]).toEqual([status, { errors: [error.message] }])
  }
  expect(server.logged).toEqual([])
  server.refusal = new Error('password in here')
  const failed = await put(uploadUrl('one'), SMALL)
  expect(failed.status).toBe(500)
  const requestId = failed.headers.get('x-request-id')
  expect(await failed.json()).toEqual({ errors: [`internal error (request ${requestId})`] })
  expect(server.logged).toEqual([{ err: server.refusal, request_id: requestId }])
})

test('no URL overwrites a module, even one signed for writing', async () => {
  const url = await addressOf(SMALL)
  const key = moduleKey(sha256(SMALL))
  const signer = createUrlSigner({ signingKeys: [Buffer.alloc(32, 7)], publicUrl: server.origin, clock: server.clock })
  const write = signer.sign('write', key, 60_000)
  expect(server.archivist.verify('write', key, Object.fromEntries(new URL(write).searchParams))).toBe('valid')
  expect((await fetch(write, { method: 'PUT', body: 'other' })).status).toBe(404)
  expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(SMALL)
  expect(server.uploads).toEqual([])
})

const failing = (code: string) => async () => {
  throw Object.assign(new Error(`${code}: of the test`), { code, syscall: 'write' })
}

test.each([
  ['ENOSPC', 507, 'there is no space left in the storage of archives'],
  ['EDQUOT', 507, 'there is no space left in the storage of archives'],
  ['EROFS', 503, 'the storage of archives cannot be written: it is read-only'],
  ['EACCES', 503, 'the storage of archives cannot be written: permission denied'],
  ['EIO', 503, 'the storage of archives cannot be written: the disk reports an error'],
])('an upload that the storage refuses with %s is told why', async (code, status, reason) => {
  server.archivist.putStream = async () => {
    throw writeFailure(await failing(code)().catch((error: unknown) => error))
  }
  const refused = await put(uploadUrl('one'), SMALL)
  expect([refused.status, await refused.json()]).toEqual([status, { errors: [reason] }])
})

test('a client that sends everything before it reads hears why, however early its upload is refused', async () => {
  const refusals: [string, () => void, number][] = [
    [withOtherSignature(uploadUrl('one')), () => undefined, 404],
    [uploadUrl('one'), () => void (server.refusal = new Conflict('the version is published')), 409],
    [
      uploadUrl('one'),
      () => {
        server.archivist.putStream = async (_key, source) => {
          for await (const _chunk of source) throw writeFailure(Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' }))
        }
      },
      507,
    ],
  ]
  for (const [url, prepare, status] of refusals) {
    prepare()
    const { hostname, port, pathname, search } = new URL(url)
    const socket = connect(Number(port), hostname)
    const body = Buffer.alloc(1_900_000)
    socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`)
    await new Promise<void>((resolve, reject) => socket.write(body, (error) => (error ? reject(error) : resolve())))
    const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve))
    expect(answer.toString()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    socket.destroy()
  }
})
