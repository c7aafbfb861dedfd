// Files of the data directory that nobody else may read: the database, and locks.
import { accessSync, closeSync, constants, existsSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user has no permission',
  EPERM: 'this user has no permission',
  EROFS: 'its file system is read-only',
  ENOSPC: 'its disk has no space left',
  EDQUOT: 'the quota on its disk is used up',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a file stands where its directory belongs',
  ENOENT: 'it does not exist',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
}

/**
 * Creates the file (mode 0600) where there is none. An existing one is not opened: closing it would end the locks that this process
 * has on it.
 * @returns why it cannot be written; undefined when it can
 */
export function claimFile(file: string): string | undefined {
  if (existsSync(file)) return problemOfExisting(file)
  try {
    closeSync(openSync(file, 'a', 0o600))
    return undefined
  } catch (error) {
    return unwritable(file, error)
  }
}

/** @returns why the file cannot be written; undefined when it can, or when there is none */
export function problemOfExisting(file: string): string | undefined {
  try {
    const stats = statSync(file, { throwIfNoEntry: false })
    if (stats === undefined) return undefined
    if (stats.isDirectory()) throw Object.assign(new Error(`${file} is a directory`), { code: 'EISDIR' })
    accessSync(file, constants.R_OK | constants.W_OK)
    return undefined
  } catch (error) {
    return unwritable(file, error)
  }
}

function unwritable(file: string, error: unknown): string {
  return `${file} cannot be written: ${reasonOf(error)}`
}

/**
 * The file of an embedded database, those that SQLite keeps beside it, and the directory in which it makes them.
 * @returns why it cannot be used; undefined when it can
 */
export function claimDatabase(file: string): string | undefined {
  const problem = claimFile(file)
  if (problem !== undefined) return problem
  for (const beside of [`${file}-wal`, `${file}-shm`]) {
    const other = existsSync(beside) ? claimFile(beside) : undefined
    if (other !== undefined) return other
  }
  try {
    accessSync(dirname(file), constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    return `${dirname(file)} cannot be written, and ${file} needs a log beside it: ${reasonOf(error)}`
  }
}

/** For people: what a code of the file system means. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return REASONS[code] ?? error.message
}
