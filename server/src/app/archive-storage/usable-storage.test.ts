import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeOnEveryDatabase, type OpenTestDatabase } from '../../../test/support/databases.ts'
import { moduleServices, packageOf } from '../../../test/support/module-services.ts'
import type { Database } from '../../database/index.ts'
import { markStorage } from './storage-mark.ts'
import { createStorageProbe } from './usable-storage.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'terrace-test-'))
})
afterEach(async () => rm(directory, { recursive: true }))

const storageAt = (name: string) => ({ storage: { kind: 'file', directory: join(directory, name) } }) as const
const FOREIGN = 'the storage of archives is not the one that belongs to the database'
const KEY = packageOf('1.0.0').archive.key

async function store(name: string): Promise<void> {
  await mkdir(dirname(join(directory, name, KEY)), { recursive: true })
  await writeFile(join(directory, name, KEY), '1.0.0')
}

/** A database with one published version, whose archive is in the storage. */
async function databaseWithStorage(open: OpenTestDatabase): Promise<Database> {
  const database = await open()
  const services = await moduleServices(database)
  await services.published((await services.createModule()).id, '1.0.0')
  await store('objects')
  return database
}

/** @returns what servers say that start with the storage, one at a time */
async function startWith(database: Database, name: string) {
  const parts = { config: storageAt(name), database }
  return createStorageProbe(parts, await markStorage(parts))
}

describeOnEveryDatabase('the storage of archives', (open) => {
  it('is known by its mark, whatever becomes of its archives', async () => {
    const database = await databaseWithStorage(open)
    const problem = await startWith(database, 'objects')
    expect(await problem()).toBeUndefined()
    await rm(join(directory, 'objects', 'modules'), { recursive: true })
    expect(await problem()).toBeUndefined()
    expect(await (await startWith(database, 'objects'))()).toBeUndefined()
  })

  it('asks the database nothing as long as its mark is there', async () => {
    const database = await databaseWithStorage(open)
    const config = storageAt('objects')
    const mark = await markStorage({ config, database })
    await database.close()
    expect(await createStorageProbe({ config, database }, mark)()).toBeUndefined()
  })

  it('is another one when it has neither the mark nor any of the archives, until those are back', async () => {
    const database = await databaseWithStorage(open)
    await startWith(database, 'objects')
    await mkdir(join(directory, 'empty'))
    const problem = await startWith(database, 'empty')
    expect(await problem()).toBe(FOREIGN)
    expect(existsSync(join(directory, 'empty', '.terrace-storage'))).toBe(false)
    await store('empty')
    expect(await problem()).toBeUndefined()
  })

  it('is another one when it was emptied under the server, such as by an unmounted disk', async () => {
    const database = await databaseWithStorage(open)
    const problem = await startWith(database, 'objects')
    await rm(join(directory, 'objects'), { recursive: true })
    await mkdir(join(directory, 'objects'))
    expect(await problem()).toBe(FOREIGN)
  })

  it('is marked again when a backup of its archives is restored without the mark', async () => {
    const database = await databaseWithStorage(open)
    const problem = await startWith(database, 'objects')
    const file = join(directory, 'objects', '.terrace-storage')
    const mark = await readFile(file, 'utf8')
    await rm(file)
    expect(await problem()).toBeUndefined()
    expect(await readFile(file, 'utf8')).toBe(mark)
  })

  it('is another one when it has the mark of another database', async () => {
    const [mine, theirs] = [await databaseWithStorage(open), await open()]
    await startWith(mine, 'objects')
    await mkdir(join(directory, 'theirs'))
    await startWith(theirs, 'theirs')
    await store('theirs')
    expect(await (await startWith(mine, 'theirs'))()).toBe(FOREIGN)
  })
})
