import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFileStore } from './file.ts'
import type { ObjectStore, StoredObject } from './object-store.ts'

let directory: string
let store: ObjectStore
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'terrace-test-'))
  store = createFileStore(join(directory, 'objects'))
})
afterEach(async () => rm(directory, { recursive: true }))

async function* chunks(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part)
}

async function* failing() {
  yield Buffer.from('new')
  throw new Error('client gone')
}

async function listed() {
  const found: StoredObject[] = []
  for await (const object of store.list()) found.push(object)
  return found
}

const expectRefused = (work: () => Promise<unknown>) => expect((async () => work())()).rejects.toThrow('not an object key')

async function read(key: string, range?: { first: number; last: number }) {
  const stream = await store.read(key, range)
  return stream && text(stream)
}

test('an object reads back as it was put, from a stream or a file', async () => {
  await store.putStream('a/b/one', chunks('12', '345'))
  await writeFile(join(directory, 'source'), 'from a file')
  await store.putFile('two.tar.gz', join(directory, 'source'))
  expect(await read('a/b/one')).toBe('12345')
  expect(await read('a/b/one', { first: 1, last: 3 })).toBe('234')
  expect(await read('two.tar.gz')).toBe('from a file')
  expect(await store.head('a/b/one')).toMatchObject({ key: 'a/b/one', size: 5, modifiedAt: expect.any(Number) })
})

test('a missing object is undefined, and deleting it does nothing', async () => {
  expect(await store.head('none')).toBeUndefined()
  expect(await store.read('none')).toBeUndefined()
  await store.delete('none')
  expect(await listed()).toEqual([])
})

test('putting again replaces the object, while a reader of the old one continues', async () => {
  await store.putStream('key', chunks('old'))
  const reader = await store.read('key')
  await store.putStream('key', chunks('newer'))
  expect(reader && (await text(reader))).toBe('old')
  expect(await read('key')).toBe('newer')
})

test('when the source fails, nothing is kept and an existing object stays', async () => {
  await store.putStream('key', chunks('old'))
  await expect(store.putStream('key', failing())).rejects.toThrow('client gone')
  await expect(store.putFile('other', join(directory, 'missing'))).rejects.toMatchObject({ cause: { code: 'ENOENT' } })
  expect(await read('key')).toBe('old')
  expect(await store.head('other')).toBeUndefined()
  expect(await readdir(join(directory, 'objects', '.tmp'))).toEqual([])
})

test('every object is listed, and nothing else', async () => {
  for (const key of ['a/1', 'a/b/2', '3']) await store.putStream(key, chunks(key))
  await writeFile(join(directory, 'objects', '.tmp', 'unfinished'), '')
  const objects = await listed()
  expect(objects.map(({ key }) => key).toSorted()).toEqual(['3', 'a/1', 'a/b/2'])
  expect(objects.find(({ key }) => key === 'a/1')?.size).toBe(3)
})

test.each(['../outside', 'a/../../outside', '/etc/passwd', '.tmp/x', 'a//b', 'a/', '', 'a\0b', 'a\\b', '..'])(
  'the key %j is refused',
  async (key) => {
    await writeFile(join(directory, 'outside'), 'secret')
    await expectRefused(() => store.read(key))
    await expectRefused(() => store.head(key))
    await expectRefused(() => store.delete(key))
    await expectRefused(() => store.putStream(key, chunks('x')))
  },
)

test('leftovers of interrupted puts are removed once they are old', async () => {
  const temporary = join(directory, 'objects', '.tmp')
  await mkdir(temporary, { recursive: true })
  for (const name of ['old', 'young']) await writeFile(join(temporary, name), '')
  await utimes(join(temporary, 'old'), 1000, 1000)
  expect(await store.deleteLeftovers(2_000_000)).toBe(1)
  expect(await readdir(temporary)).toEqual(['young'])
})
