import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Archivist, createArchivist } from './archivist.ts'
import { moduleKey, uploadKey } from './keys.ts'
import { createFileStore } from './stores/file.ts'
import type { ObjectStore } from './stores/object-store.ts'

const HOUR = 3_600_000
const [KEY, OTHER] = [moduleKey('ab'.repeat(32)), moduleKey('cd'.repeat(32))]

let directory: string
let store: ObjectStore
let archivist: Archivist
const clock = { ahead: 0, now: () => Date.now() + clock.ahead }
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'terrace-test-'))
  store = createFileStore(directory)
  clock.ahead = 0
  archivist = createArchivist({ store, signingKeys: [Buffer.alloc(32)], publicUrl: 'http://registry.test', clock })
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

test('a small module is read from the store once', async () => {
  await put(KEY, 'content')
  expect((await archivist.find(KEY))?.bytes?.toString()).toBe('content')
  await store.delete(KEY)
  expect((await archivist.find(KEY))?.bytes?.toString()).toBe('content')
  await archivist.delete(KEY)
  expect(await archivist.find(KEY)).toBeUndefined()
})

test('uploads and large modules are never kept in memory', async () => {
  await put(uploadKey('one'), 'first')
  await put(KEY, Buffer.alloc(5 * 1024 * 1024))
  for (const [key, size] of [
    [uploadKey('one'), 5],
    [KEY, 5 * 1024 * 1024],
  ] as const) {
    const found = await archivist.find(key)
    expect(found?.size).toBe(size)
    expect(found?.bytes).toBeUndefined()
  }
})

test('a day-old object is swept unless something refers to it', async () => {
  await put(KEY)
  await put(OTHER)
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
  const renewing: ObjectStore = { ...store, head: async (key) => ({ key, size: 1, modifiedAt: clock.now() }) }
  const other = createArchivist({ store: renewing, signingKeys: [Buffer.alloc(32)], publicUrl: 'http://registry.test', clock })
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
