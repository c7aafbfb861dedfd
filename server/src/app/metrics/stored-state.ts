// Reads what the gauges show, and never makes whoever asks wait for a database that is slow or gone.
import type { Database, Queries } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import {
  type ArchiveTotals,
  archiveTotals,
  connectionPauses,
  connectionStates,
  damagedArchives,
  type JobCount,
  jobCounts,
  type WordCount,
} from './stored-state-rows.ts'

export interface StoredState {
  at: number
  jobs: JobCount[]
  /** undefined until they were added up for the first time */
  archives: ArchiveTotals | undefined
  damaged: WordCount[]
  connections: WordCount[]
  pauses: WordCount[]
}

/** Resolves to undefined when the database gives no answer in time. One question runs at a time, however many ask. */
export type StoredStateReader = () => Promise<StoredState | undefined>

/** Well below the ten seconds that Prometheus waits for an answer. */
const MAX_WAIT_MS = 2000
/** Adding up archives reads every version, so it is done once in this time. */
const ARCHIVES_EVERY_MS = 60_000

export function createStoredState({ queries }: Pick<Database, 'queries'>, clock: Clock, maxWaitMs = MAX_WAIT_MS): StoredStateReader {
  const archives = createArchiveTotals(queries)
  const read = async (): Promise<StoredState> => {
    const at = clock.now()
    const [jobs, totals, damaged, connections, pauses] = await Promise.all([
      jobCounts(queries),
      archives(),
      damagedArchives(queries),
      connectionStates(queries),
      connectionPauses(queries, at),
    ])
    return { at, jobs, archives: totals, damaged, connections, pauses }
  }
  let current: Promise<StoredState | undefined> | undefined
  return async () => {
    current ??= read()
      .catch(() => undefined)
      .finally(() => {
        current = undefined
      })
    return await inTime(current, maxWaitMs)
  }
}

/** @returns what is known, which is read again meanwhile when it is old; undefined when the first reading takes long */
function createArchiveTotals(queries: Queries): () => Promise<ArchiveTotals | undefined> {
  let known: ArchiveTotals | undefined
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<ArchiveTotals | undefined> | undefined
  const read = async () => {
    try {
      known = await archiveTotals(queries)
      readAt = performance.now()
    } catch {
      // The other questions tell that the database is down.
    }
    reading = undefined
    return known
  }
  return async () => {
    if (performance.now() - readAt > ARCHIVES_EVERY_MS) reading ??= read()
    return known ?? (reading === undefined ? undefined : await inTime(reading, MAX_WAIT_MS / 2))
  }
}

async function inTime<Answer>(answer: Promise<Answer | undefined>, maxWaitMs: number): Promise<Answer | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, maxWaitMs, undefined)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
