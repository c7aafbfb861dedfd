// What an administrator of the site has to know of the server: whether it works, what waits, and what fails.
import { statfs } from 'node:fs/promises'
import type { Database } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import { authorizeSiteAdmin, type Subject } from '../../permissions/index.ts'
import { type RefusedConnection, refusedConnections } from '../../vcs/index.ts'
import { createStoredState, type StoredState } from '../metrics/stored-state.ts'
import { type FailedJob, latestFailedJobs } from './failed-job-rows.ts'

const MAX_NAMED = 20

export interface SiteHealth {
  /** of the program */
  version: string
  /** why the server is not ready; undefined when it is */
  problem: string | undefined
  /** in the data directory */
  freeBytes: number
  /** undefined when the database gives no answer in time */
  stored: StoredState | undefined
  refused: RefusedConnection[]
  failedJobs: FailedJob[]
}

export interface SiteHealthParts extends Pick<SiteHealth, 'version'> {
  database: Pick<Database, 'queries'>
  clock: Clock
  dataDirectory: string
  /** @returns why the server is not ready; undefined when it is */
  readiness(): Promise<string | undefined>
}

/** @returns what reads it. @throws NotFound for everybody but administrators of the site */
export function createSiteHealth({
  version,
  database,
  clock,
  dataDirectory,
  readiness,
}: SiteHealthParts): (subject: Subject) => Promise<SiteHealth> {
  const stored = createStoredState(database, clock)
  return async (subject) => {
    authorizeSiteAdmin(subject)
    const [problem, { bavail, bsize }, state, refused, failedJobs] = await Promise.all([
      readiness(),
      statfs(dataDirectory),
      stored(),
      refusedConnections(database.queries, MAX_NAMED),
      latestFailedJobs(database.queries, MAX_NAMED),
    ])
    return { version, problem, freeBytes: bavail * bsize, stored: state, refused, failedJobs }
  }
}
