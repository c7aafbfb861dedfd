// Whether the storage of archives can be used.
import { access, constants, statfs } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { createFileStore } from '../../archivist/index.ts'
import type { Database } from '../../database/index.ts'
import { DomainError } from '../../kernel/index.ts'
import { type Config, ConfigurationError } from '../config/index.ts'
import { reasonOf } from '../data-directory/private-file.ts'
import { markStorage, readMark } from './storage-mark.ts'

interface Storage {
  config: Pick<Config, 'storage'>
  database: Database
}

/** With less, imports soon fail half-way. */
const MIN_FREE_BYTES = 100 * 1024 * 1024
/** Longer, a load balancer does not wait. */
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

/**
 * @param mark that the storage of the database has; undefined when the present one is another
 * @returns a function that tells, often and soon, why archives can be neither stored nor served. It asks the database only while
 *   the storage does not have the mark
 */
export function createStorageProbe(parts: Storage, mark: string | undefined): () => Promise<string | undefined> {
  const { directory } = parts.config.storage
  let known = mark
  let asking: Promise<void> | undefined
  const ask = async () => {
    // What a database says that does not answer, it says elsewhere.
    known = (await markStorage(parts).catch(() => undefined)) ?? known
    asking = undefined
  }
  const isOwn = async () => known !== undefined && (await readMark(parts.config)) === known
  return async () => {
    try {
      await access(directory, constants.R_OK | constants.W_OK | constants.X_OK)
      const { bavail, bsize } = await statfs(directory)
      if (bavail * bsize < MIN_FREE_BYTES) return 'the storage of archives is nearly full'
    } catch {
      return 'the storage of archives cannot be read and written'
    }
    if (await isOwn()) return undefined
    await Promise.race([(asking ??= ask()), delay(MAX_WAIT_MS, undefined, { ref: false })])
    return (await isOwn()) ? undefined : 'the storage of archives is not the one that belongs to the database'
  }
}
