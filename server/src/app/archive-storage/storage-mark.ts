// Whether the storage is the one that belongs to the database. Both have the same mark: archives may get lost, and the storage is
// still the right one.
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFileStore } from '../../archivist/index.ts'
import type { Database } from '../../database/index.ts'
import { systemClock } from '../../kernel/index.ts'
import { ArchiveRecordRows } from '../../registry-modules/index.ts'
import type { Config } from '../config/index.ts'
import { StorageMarkRows } from './storage-mark-rows.ts'

interface Storage {
  config: Pick<Config, 'storage'>
  database: Database
}

/** In the storage's directory; no key of an object begins with a dot. */
const MARK_FILE = '.terrace-storage'
/** Of a directory without a mark: one of so many archives shows that it is the right one. */
const SAMPLE = 20
const SHAPE = /^[0-9a-f-]{36}$/

/**
 * `own`: both have the same mark. `unmarked`: one of them has none, and nothing speaks against it. `foreign`: the directory has
 * another database's mark, or none and none of the archives that the database names.
 */
type StorageState = 'own' | 'unmarked' | 'foreign'

/** @returns the mark in the directory; undefined when it has none */
export async function readMark({ storage: { directory } }: Pick<Config, 'storage'>): Promise<string | undefined> {
  const text = await readFile(join(directory, MARK_FILE), 'utf8').catch(() => '')
  return SHAPE.test(text.trim()) ? text.trim() : undefined
}

/** Changes nothing. */
export async function storageState({ config, database }: Storage): Promise<StorageState> {
  const [found, recorded] = [await readMark(config), await new StorageMarkRows(database.queries).mark()]
  if (found !== undefined && found === recorded) return 'own'
  if (found !== undefined) return recorded === undefined ? 'unmarked' : 'foreign'
  return (await hasNoneOfTheArchives({ config, database })) ? 'foreign' : 'unmarked'
}

/** Marks both where that is safe. @returns the database's mark; undefined when the storage is another one */
export async function markStorage({ config, database }: Storage): Promise<string | undefined> {
  if ((await storageState({ config, database })) === 'foreign') return undefined
  const found = await readMark(config)
  const mark = await new StorageMarkRows(database.queries).record(found ?? randomUUID(), systemClock.now())
  if (found === mark) return mark
  const { directory } = config.storage
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await writeFile(join(directory, MARK_FILE), `${mark}\n`, { mode: 0o600 })
  return mark
}

async function hasNoneOfTheArchives({ config, database }: Storage): Promise<boolean> {
  const store = createFileStore(config.storage.directory)
  const sample = await new ArchiveRecordRows(database.queries).checkedBefore(Number.MAX_SAFE_INTEGER, SAMPLE)
  for (const { key } of sample) if ((await store.head(key).catch(() => undefined)) !== undefined) return false
  return sample.length > 0
}

/** For people: what to do about it. */
export function foreignStorage({ storage: { directory } }: Pick<Config, 'storage'>): string {
  return (
    `${directory} is not the storage of this database, or was emptied: restore its archives, or correct TERRACE_STORAGE_URL or ` +
    `TERRACE_DATA_DIR; docs/CONFIGURATION.md, "Checking archives", says how to go on without them`
  )
}
