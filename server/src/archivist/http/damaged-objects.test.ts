// Archives whose files are not what was published.
import { createHash, randomBytes } from 'node:crypto'
import { appendFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { type ObjectServer, startObjectServer } from '../../../test/support/object-server.ts'
import { moduleKey } from '../keys.ts'

const SMALL = Buffer.from('0123456789')
const LARGE = randomBytes(6 * 1024 * 1024)
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

let server: ObjectServer
beforeEach(async () => {
  server = await startObjectServer(Buffer.alloc(32, 7))
})
afterEach(() => server.close())

/** A module that is published, and where its file is. */
async function published(bytes: Buffer): Promise<{ url: string; key: string; file: string }> {
  const [url, key] = [await server.addressOf(bytes), moduleKey(sha256(bytes))]
  server.records.publish(key, bytes.length)
  return { url, key, file: join(server.directory, key) }
}

const flipped = (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])])

const DAMAGES: readonly [string, string, (file: string, bytes: Buffer) => Promise<unknown>][] = [
  ['truncated', 'damaged', (file, bytes) => truncate(file, bytes.length - 1)],
  ['empty', 'damaged', (file) => truncate(file, 0)],
  ['longer', 'damaged', (file) => appendFile(file, 'x')],
  ['other bytes', 'damaged', (file, bytes) => writeFile(file, flipped(bytes))],
  ['deleted', 'missing', (file) => rm(file)],
  ['deleted with its directory', 'missing', (file) => rm(dirname(file), { recursive: true })],
  ['unreadable', 'unreadable', async (file) => [await rm(dirname(file), { recursive: true }), await writeFile(dirname(file), '')]],
]

describe.each([
  ['small', SMALL],
  ['large', LARGE],
])('a %s archive', (_size, bytes) => {
  it.each(DAMAGES)('that is %s is refused in every way, before and after it was read', async (_what, problem, damage) => {
    const { url, key, file } = await published(bytes)
    expect((await fetch(url)).status).toBe(200)
    await damage(file, bytes)
    for (const headers of [{}, { range: 'bytes=0-1' }, { 'if-none-match': `"${sha256(bytes)}"` }]) {
      const refused = await fetch(url, { headers })
      expect([refused.status, refused.headers.get('etag')]).toEqual([503, null])
      expect(await refused.json()).toEqual({ errors: [expect.stringMatching(/archive.*operator/)] })
    }
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(503)
    expect(server.records.noted.get(key)).toMatchObject({ problem })
    expect(server.logged.filter((line) => (line as { problem?: string }).problem === problem)).toHaveLength(1)
  })

  it('that was damaged is served again once a good copy is back', async () => {
    const { url, key, file } = await published(bytes)
    await writeFile(file, flipped(bytes))
    expect((await fetch(url)).status).toBe(503)
    await writeFile(file, bytes)
    expect((await bodyOf(await fetch(url))).equals(bytes)).toBe(true)
    expect(server.records.noted.get(key)).toMatchObject({ problem: null })
  })

  it('that another process found damaged is not served, though the file looks the same', async () => {
    const { url, key } = await published(bytes)
    expect((await fetch(url)).status).toBe(200)
    const fingerprint = (await server.store.head(key))?.fingerprint ?? null
    await server.records.note(key, { problem: 'damaged', fingerprint }, server.clock.now())
    expect((await fetch(url)).status).toBe(503)
  })
})

test('a check reads what is remembered as good once more', async () => {
  const { url, key, file } = await published(LARGE)
  await fetch(url)
  const { atime, mtime } = await stat(file)
  await writeFile(file, flipped(LARGE))
  await utimes(file, atime, mtime)
  const record = await server.records.find(key)
  expect(record && (await server.archivist.check(record))).toBe('damaged')
  expect((await fetch(url)).status).toBe(503)
})
