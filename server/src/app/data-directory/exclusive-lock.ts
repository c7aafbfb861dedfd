// Locks between processes. They are SQLite's own, so that the system releases them when the process dies, however it dies.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ConfigurationError } from '../config/index.ts'
import { claimFile, reasonOf } from './private-file.ts'

/**
 * Claims the data directory until it is disposed of, or the process ends.
 * @param shared whether other processes may share it, as on PostgreSQL; the embedded database belongs to one process
 * @throws ConfigurationError when another process holds the directory and one of the two does not share, or with the reason why
 *   it cannot be locked
 */
export function lockDataDirectory(directory: string, { shared = false } = {}): Disposable {
  const lock = shared ? tryShared(join(directory, 'server.lock')) : tryLock(join(directory, 'server.lock'))
  if (lock === undefined) throw new ConfigurationError([`TERRACE_DATA_DIR: another server is running in ${directory}`])
  return lock
}

/** @param patienceMs how long to wait for another process to release it @returns undefined when another holds it @throws ConfigurationError as above */
export function tryLock(file: string, patienceMs = 0): Disposable | undefined {
  // Nothing is written, so a journal would only be left behind by a process that is killed.
  const prepare = `PRAGMA busy_timeout = ${patienceMs}; PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE`
  return attempt(file, `${prepare}; BEGIN EXCLUSIVE`)
}

/** A transaction that has read something keeps writers out, and lets other readers in. */
function tryShared(file: string): Disposable | undefined {
  return attempt(file, 'BEGIN; SELECT count(*) FROM sqlite_schema')
}

function attempt(file: string, statements: string): Disposable | undefined {
  const problem = claimFile(file)
  if (problem !== undefined) throw new ConfigurationError([`TERRACE_DATA_DIR: ${problem}`])
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file)
    database.exec(statements)
  } catch (error) {
    database?.close()
    if (isHeld(error)) return undefined
    throw new ConfigurationError([`TERRACE_DATA_DIR: ${file} cannot be locked: ${reasonOf(error)}`])
  }
  const held = database
  // A server may be closed twice: by whoever asked for it to end, and by whoever started it.
  return { [Symbol.dispose]: () => held.isOpen && held.close() }
}

/** https://sqlite.org/rescode.html: SQLITE_BUSY and SQLITE_LOCKED, with what the upper bits add to them */
function isHeld(error: unknown): boolean {
  const { errcode = 0 } = error as { errcode?: number }
  return [5, 6].includes(errcode & 0xff)
}
