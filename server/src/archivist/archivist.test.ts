import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryRecords } from '../../test/support/archive-records.ts'
import { createLogger } from '../platform/observability/index.ts'
import { type Archivist, createArchivist } from './archivist.ts'
import { moduleKey, uploadKey } from './keys.ts'
import { createFileStore } from './stores/file.ts'
import type { ObjectStore } from './stores/object-store.ts'

const HOUR = 3_600_000
const keyOf = (content: Buffer | string) => moduleKey(createHash('sha256').update(content).digest('hex'))
const LARGE = Buffer.alloc(5 * 1024 * 1024)
const [KEY, OTHER, LARGE_KEY] = [keyOf('content'), keyOf('other content'), keyOf(LARGE)]

let directory: string
let store: ObjectStore
let archivist: Archivist
const clock = { ahead: 0, now: () => Date.now() + clock.ahead }
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'terrace-test-'))
  store = createFileStore(directory)
  clock.ahead = 0
  archivist = archivistOn(store)
})
const archivistOn = (on: ObjectStore) =>
  createArchivist({
    store: on,
    records: memoryRecords(),
    logger: createLogger('silent'),
    signingKeys: [Buffer.alloc(32)],
    publicUrl: 'http://registry.test',
    clock,
  })
afterEach(async () => rm(directory, { recursive: true }))

async function put(key: string, content: Buffer | string = key) {
  await archivist.putStream(
    key,
    (async function* () {
      yield Buffer.from(content)
    })(),
  )
}

test('those who ask for an archive at the same moment share one look at its file, and the next ones look again', async () => {
  const looked = Promise.withResolvers<void>()
  let looks = 0
  const slow: ObjectStore = {
    ...store,
    head: async (key) => {
      looks++
      await looked.promise
      return store.head(key)
    },
  }
  const other = archivistOn(slow)
  await put(KEY, 'content')
  const asked = Promise.all(Array.from({ length: 100 }, () => other.find(KEY)))
  looked.resolve()
  expect(new Set((await asked).map((found) => found?.bytes?.toString()))).toEqual(new Set(['content']))
  expect(looks).toBe(1)
  await rm(join(directory, KEY))
  expect(await other.find(KEY)).toBeUndefined()
})

test('a small module is read from the store once, as long as its file stays', async () => {
  let reads = 0
  const counting: ObjectStore = {
    ...store,
    read: (...wanted) => {
      reads++
      return store.read(...wanted)
    },
  }
  const other = archivistOn(counting)
  await put(KEY, 'content')
  for (let round = 0; round < 3; round++) expect((await other.find(KEY))?.bytes?.toString()).toBe('content')
  expect(reads).toBe(1)
  await store.delete(KEY)
  expect(await other.find(KEY)).toBeUndefined()
})

test('uploads and large modules are never kept in memory', async () => {
  await put(uploadKey('one'), 'first')
  await put(LARGE_KEY, LARGE)
  for (const [key, size] of [
    [uploadKey('one'), 5],
    [LARGE_KEY, LARGE.length],
  ] as const) {
    const found = await archivist.find(key)
    expect(found?.size).toBe(size)
    expect(found?.bytes).toBeUndefined()
  }
})

test('a day-old object is swept unless something refers to it', async () => {
  await put(KEY, 'content')
  await put(OTHER, 'other content')
  await put(uploadKey('one'))
  await archivist.find(OTHER)
  clock.ahead = 25 * HOUR
  const asked: string[] = []
  const swept = await archivist.sweepUnreferenced(async (keys) => {
    asked.push(...keys)
    return new Set([KEY])
  })
  expect(asked.toSorted()).toEqual([KEY, OTHER, uploadKey('one')].toSorted())
  expect(swept).toEqual({ objects: 2, leftovers: 0 })
  expect(await archivist.find(KEY)).toBeDefined()
  expect(await archivist.find(OTHER)).toBeUndefined()
  expect(await archivist.find(uploadKey('one'))).toBeUndefined()
})

test('a young object is not even looked up', async () => {
  await put(KEY)
  clock.ahead = 23 * HOUR
  const swept = await archivist.sweepUnreferenced(async () => Promise.reject(new Error('asked')))
  expect(swept.objects).toBe(0)
})

test('an object that is stored again during the sweep stays', async () => {
  await put(KEY)
  clock.ahead = 25 * HOUR
  const renewing: ObjectStore = { ...store, head: async (key) => ({ key, size: 1, modifiedAt: clock.now(), fingerprint: 'new' }) }
  const other = archivistOn(renewing)
  expect((await other.sweepUnreferenced(async () => new Set())).objects).toBe(0)
  expect(await store.head(KEY)).toBeDefined()
})

test('by default, download URLs last an hour and upload URLs a day', () => {
  const verdict = (access: 'read' | 'write', key: string, url: string) =>
    archivist.verify(access, key, Object.fromEntries(new URL(url).searchParams))
  const download = archivist.downloadUrl(KEY)
  const upload = archivist.uploadUrl('one')
  const brief = archivist.downloadUrl(KEY, { expiresInMs: 1000 })
  clock.ahead = 59 * 60_000
  expect(verdict('read', KEY, download)).toBe('valid')
  expect(verdict('read', KEY, brief)).toBe('expired')
  clock.ahead = 24 * HOUR
  expect(verdict('read', KEY, download)).toBe('expired')
  expect(verdict('write', uploadKey('one'), upload)).toBe('valid')
})
