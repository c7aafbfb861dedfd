// Where a process keeps what only lives as long as a job. Each process has a directory of its own, so that it can share the data directory.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '../config/index.ts'
import { tryLock } from './exclusive-lock.ts'
import { reasonOf } from './private-file.ts'

/** Disposing removes it. */
export interface ScratchDirectory extends Disposable {
  path: string
}

const LOCK = 'lock'
/** Milliseconds; whoever opens or sweeps takes far less. */
const PATIENCE_MS = 60_000

/**
 * Makes one for this process, and removes those of processes that have ended without doing so.
 * @throws ConfigurationError with the reason when the data directory cannot be written
 */
export function openScratchDirectory(dataDirectory: string): ScratchDirectory {
  const parent = join(dataDirectory, 'scratch')
  try {
    return openIn(parent)
  } catch (error) {
    if (error instanceof ConfigurationError) throw error
    throw new ConfigurationError([`TERRACE_DATA_DIR: ${parent} cannot be used: ${reasonOf(error)}`])
  }
}

function openIn(parent: string): ScratchDirectory {
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  // Without it, another process could see a directory whose lock is not held yet.
  using guard = tryLock(join(parent, LOCK), PATIENCE_MS)
  if (guard === undefined) throw new Error(`${join(parent, LOCK)} is held by another process that does not answer`)
  removeAbandoned(parent)
  const path = mkdtempSync(join(parent, 'process-'))
  const lock = tryLock(join(path, LOCK))
  return {
    path,
    [Symbol.dispose]() {
      lock?.[Symbol.dispose]()
      rmSync(path, { recursive: true, force: true })
    },
  }
}

function removeAbandoned(parent: string): void {
  const entries = readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  for (const { name } of entries) {
    const path = join(parent, name)
    using lock = lockOfAbandoned(path)
    if (lock !== undefined) rmSync(path, { recursive: true, force: true })
  }
}

/** What somebody else's process left behind with another user's name stays: it is in nobody's way. */
function lockOfAbandoned(path: string): Disposable | undefined {
  try {
    return tryLock(join(path, LOCK))
  } catch {
    return undefined
  }
}
