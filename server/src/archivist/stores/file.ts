// Stores objects as files in one directory. A crash at any moment leaves the old state or the new one.
import { randomUUID } from 'node:crypto'
import { constants, type Dirent, type Stats } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { ObjectStore, StoredObject } from './object-store.ts'
import { writeFailure } from './storage-failure.ts'

/** Unfinished puts, inside the root because a rename is atomic only within one filesystem. */
const TEMPORARY = '.tmp'
/** Where archives belong, so that a directory in it that belongs to somebody else is noticed too. */
const ARCHIVES = 'modules/sha256'
const PROBE = `${ARCHIVES}/probe`
/** Within the root: where every put writes. */
export const WRITTEN_DIRECTORIES = [TEMPORARY, ARCHIVES]
/** No segment may start with a dot: no `..`, and no way into the temporary directory. */
const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

/** @param root a directory of its own; created when missing */
export function createFileStore(root: string): ObjectStore {
  async function put(key: string, write: (temporary: string) => Promise<void>) {
    const path = pathOf(root, key)
    const temporary = join(root, TEMPORARY, randomUUID())
    try {
      await mkdir(dirname(temporary), { recursive: true })
      await write(temporary)
      await sync(temporary)
      await makeDirectory(dirname(path))
      await rename(temporary, path)
      await sync(dirname(path))
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined)
      throw writeFailure(error)
    }
  }

  async function probe() {
    await put(PROBE, (temporary) => writeFile(temporary, ''))
    await rm(join(root, PROBE), { force: true })
  }

  return {
    probe,
    // Overwriting renews the time, which protects an object that is about to be referenced from a sweep.
    putFile: (key, source) => put(key, (temporary) => copyFile(source, temporary, constants.COPYFILE_FICLONE)),
    putStream: (key, source) => put(key, (temporary) => writeFile(temporary, source)),
    async head(key) {
      const found = await unlessMissing(stat(pathOf(root, key)))
      return found && described(key, found)
    },
    async read(key, range) {
      const handle = await unlessMissing(open(pathOf(root, key), 'r'))
      return handle?.createReadStream(range === undefined ? {} : { start: range.first, end: range.last })
    },
    delete: (key) => rm(pathOf(root, key), { force: true }),
    list: () => list(root),
    deleteLeftovers: (before) => deleteLeftovers(join(root, TEMPORARY), before),
  }
}

function pathOf(root: string, key: string): string {
  if (!KEY.test(key)) throw new Error(`not an object key: ${JSON.stringify(key)}`)
  return join(root, key)
}

function described(key: string, found: Stats): StoredObject {
  const fingerprint = [found.ino, found.size, found.mtimeMs, found.ctimeMs].join(' ')
  return { key, size: found.size, modifiedAt: Math.floor(found.mtimeMs), fingerprint }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A new directory survives a power cut only once its parent is synced too. */
async function makeDirectory(path: string): Promise<void> {
  const firstMade = await mkdir(path, { recursive: true })
  if (firstMade === undefined) return
  const stop = dirname(firstMade)
  for (let parent = dirname(path); parent.length >= stop.length; parent = dirname(parent)) await sync(parent)
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function* list(root: string, directory = root): AsyncGenerator<StoredObject> {
  const entries: Dirent[] = (await unlessMissing(readdir(directory, { withFileTypes: true }))) ?? []
  for (const entry of entries) {
    const path = join(directory, entry.name)
    const key = relative(root, path).split(sep).join('/')
    if (!KEY.test(key)) continue
    if (entry.isDirectory()) yield* list(root, path)
    // A concurrent deletion is not an error.
    const found = entry.isFile() ? await unlessMissing(stat(path)) : undefined
    if (found !== undefined) yield described(key, found)
  }
}

async function deleteLeftovers(directory: string, before: number): Promise<number> {
  let deleted = 0
  for (const name of (await unlessMissing(readdir(directory))) ?? []) {
    const path = join(directory, name)
    const found = await unlessMissing(stat(path))
    if (found === undefined || found.mtimeMs >= before) continue
    await rm(path, { force: true })
    deleted++
  }
  return deleted
}
