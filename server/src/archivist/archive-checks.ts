// Looks at every archive now and then, so that damage is known before somebody needs the archive.
import type { Clock } from '../kernel/index.ts'
import { defineJob, type HandledJob, handleJob, type RecurringJob, recurring } from '../platform/jobs/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import type { Archivist } from './archivist.ts'
import type { ArchiveRecord, ArchiveRecords } from './ports.ts'

/** The kind is stored: it is never renamed. */
const checkArchives = defineJob<Record<string, never>>({
  kind: 'check_archives',
  lane: 'upkeep',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 30 * 60_000,
})

export interface ArchiveChecksParts {
  archivist: Pick<Archivist, 'check' | 'isIntact'>
  records: Pick<ArchiveRecords, 'checkedBefore' | 'troubled'>
  clock: Clock
  logger: Logger
  /** how often each archive is hashed; 0: never */
  everyDays: number
}

const EVERY_TEN_MINUTES = 10 * 60_000
const DAY = 24 * 3_600_000
/** Of one run: enough for a million archives a week, and the lane is free again soon. */
const MAX_ARCHIVES = 1000
const MAX_BYTES = 2 * 1024 ** 3
const BATCH = 50

export function archiveCheckJob(parts: ArchiveChecksParts): { handler: HandledJob; recurring: RecurringJob } {
  return {
    handler: handleJob(checkArchives, async ({ signal }) => {
      if (parts.everyDays > 0) await checkDueArchives(parts, signal)
    }),
    recurring: recurring(checkArchives, { key: 'check_archives', payload: {}, everyMs: EVERY_TEN_MINUTES }),
  }
}

/** What was checked is on record, archive by archive: the next run goes on from there. */
async function checkDueArchives({ archivist, records, clock, logger, everyDays }: ArchiveChecksParts, signal: AbortSignal): Promise<void> {
  // First those that may have been restored. An unchanged file is not read again.
  for (const { key } of distinct(await records.troubled(MAX_ARCHIVES))) {
    if (signal.aborted) return
    await archivist.isIntact(key)
  }
  const counts = { intact: 0, damaged: 0, missing: 0, unreadable: 0 }
  let [archives, bytes] = [0, 0]
  const before = clock.now() - everyDays * DAY
  while (archives < MAX_ARCHIVES && bytes < MAX_BYTES) {
    const due = distinct(await records.checkedBefore(before, BATCH))
    for (const record of due) {
      if (signal.aborted) return
      counts[(await archivist.check(record)) ?? 'intact']++
      archives++
      bytes += record.size ?? 0
      if (bytes >= MAX_BYTES) break
    }
    if (due.length === 0) break
  }
  if (archives > 0) logger.info({ ...counts, bytes }, 'archives were checked')
}

/** Versions may share an archive. */
function distinct(records: readonly ArchiveRecord[]): ArchiveRecord[] {
  return [...new Map(records.map((record) => [record.key, record])).values()]
}
