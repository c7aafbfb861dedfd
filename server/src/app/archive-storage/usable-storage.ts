// Whether the storage of archives can be used, and is the one that belongs to the database.
import { access, constants, statfs } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { createFileStore } from '../../archivist/index.ts'
import type { Database } from '../../database/index.ts'
import { DomainError } from '../../kernel/index.ts'
import { ArchiveRecordRows } from '../../registry-modules/index.ts'
import { type Config, ConfigurationError } from '../config/index.ts'
import { reasonOf } from '../data-directory/private-file.ts'

interface Storage {
  config: Pick<Config, 'storage'>
  database: Database
}

/** With less, imports soon fail half-way. */
const MIN_FREE_BYTES = 100 * 1024 * 1024
/** When none of so many archives is there, it is not they that were lost. */
const SAMPLE = 20
/** Longer, the last answer has to do. */
const MAX_WAIT_MS = 300

/** Stores something and removes it again. @throws ConfigurationError with the reason why nothing can be stored */
export async function requireUsableStorage({ storage: { directory } }: Pick<Config, 'storage'>): Promise<void> {
  try {
    await createFileStore(directory).probe()
  } catch (error) {
    const cause = error instanceof DomainError ? error.cause : error
    const path = (cause as NodeJS.ErrnoException).path ?? directory
    throw new ConfigurationError([`TERRACE_STORAGE_URL: archives cannot be stored in ${directory}: ${path}: ${reasonOf(cause)}`])
  }
}

/** @returns a function that tells, often and soon, why archives can be neither stored nor served */
export function createStorageProbe(parts: Storage): () => Promise<string | undefined> {
  const { directory } = parts.config.storage
  let foreign = false
  let asking: Promise<void> | undefined
  const ask = async () => {
    // What a database says that does not answer, it says elsewhere.
    foreign = await isForeignStorage(parts).catch(() => foreign)
    asking = undefined
  }
  return async () => {
    try {
      await access(directory, constants.R_OK | constants.W_OK | constants.X_OK)
      const { bavail, bsize } = await statfs(directory)
      if (bavail * bsize < MIN_FREE_BYTES) return 'the storage of archives is nearly full'
    } catch {
      return 'the storage of archives cannot be read and written'
    }
    await Promise.race([(asking ??= ask()), delay(MAX_WAIT_MS, undefined, { ref: false })])
    return foreign ? 'the storage has none of the archives that the database names' : undefined
  }
}

/** Whether the storage has none of the archives that the database names: it is another one, or was emptied. */
export async function isForeignStorage({ config, database }: Storage): Promise<boolean> {
  const store = createFileStore(config.storage.directory)
  const sample = await new ArchiveRecordRows(database.queries).checkedBefore(Number.MAX_SAFE_INTEGER, SAMPLE)
  for (const { key } of sample) if ((await store.head(key).catch(() => undefined)) !== undefined) return false
  return sample.length > 0
}

/** For people: what to do about it. */
export function foreignStorage({ storage: { directory } }: Pick<Config, 'storage'>): string {
  return `${directory} has none of the archives that the database names: restore them, or correct TERRACE_STORAGE_URL or TERRACE_DATA_DIR`
}
