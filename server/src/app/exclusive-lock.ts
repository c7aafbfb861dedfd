// One server per data directory. The lock is SQLite's own, so that the system lets go of it when the process dies, however it dies.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ConfigurationError } from './config/index.ts'

/** @throws ConfigurationError when another server has the directory */
export function lockDataDirectory(directory: string): Disposable {
  const lock = new DatabaseSync(join(directory, 'server.lock'))
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    throw new ConfigurationError([`TERRACE_DATA_DIR: another server is running in ${directory}`])
  }
  return { [Symbol.dispose]: () => lock.close() }
}
