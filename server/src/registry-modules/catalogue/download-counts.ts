// How often versions are downloaded: counted in memory and written in batches, because a download must not wait for a write.
import type { Kysely } from 'kysely'
import type { Database, Schema } from '../../database/index.ts'
import type { Clock, RegistryModuleId } from '../../kernel/index.ts'
import type { PublishedArchive } from '../registry-module/document-rows.ts'
import { addDownloads, downloadDaysSince, downloadsSince } from './download-rows.ts'
import type { ConsumerId, VersionConsumers } from './version-consumers.ts'

const DAY_MS = 24 * 3_600_000
const BATCH = 200
const WEEKS = 52

/** In the words of the public registry. */
export interface DownloadSummary {
  week: number
  month: number
  year: number
  total: number
}

export interface DownloadWeek {
  /** its Monday, 00:00 UTC */
  startsAt: number
  downloads: number
}

export interface DownloadCountsParts {
  database: Database
  clock: Clock
  consumers: Pick<VersionConsumers, 'record' | 'flush'>
}

export class DownloadCounts {
  readonly #parts: DownloadCountsParts
  /** by identity: the same object is handed out until something about the module changes */
  #counts = new Map<PublishedArchive, number>()

  constructor(parts: DownloadCountsParts) {
    this.#parts = parts
  }

  record(archive: PublishedArchive, consumer: ConsumerId | undefined): void {
    this.#counts.set(archive, (this.#counts.get(archive) ?? 0) + 1)
    if (consumer !== undefined) this.#parts.consumers.record(archive, consumer)
  }

  /** Writes what was counted, and whose downloads they were. To be called every few seconds and before the process ends; what fails is tried with the next call. */
  async flush(): Promise<void> {
    await this.#flushCounts()
    await this.#parts.consumers.flush()
  }

  async #flushCounts(): Promise<void> {
    const collected = [...this.#counts]
    this.#counts = new Map()
    const day = Math.floor(this.#parts.clock.now() / DAY_MS)
    // In one order everywhere, so that two servers do not wait for each other.
    collected.sort(([one], [other]) => (one.versionId < other.versionId ? -1 : 1))
    while (collected.length > 0) {
      const batch = collected.slice(0, BATCH)
      try {
        await this.#parts.database.queries.transaction().execute((tx: Kysely<Schema>) => addDownloads(tx, batch, day))
      } catch (error) {
        for (const [archive, count] of collected) this.#counts.set(archive, (this.#counts.get(archive) ?? 0) + count)
        throw error
      }
      collected.splice(0, BATCH)
    }
  }

  /** For whoever has checked that the module may be read. What was counted in the last seconds is missing. */
  async summary(id: RegistryModuleId): Promise<DownloadSummary> {
    const today = Math.floor(this.#parts.clock.now() / DAY_MS)
    const within = (days: number) => downloadsSince(this.#parts.database.queries, id, today - days + 1)
    const [week, month, year, total] = await Promise.all([within(7), within(30), within(365), within(today + 1)])
    return { week, month, year, total }
  }

  /** As `summary`, of the last 52 weeks: this one last, those without a download too. */
  async weeks(id: RegistryModuleId): Promise<DownloadWeek[]> {
    const thisMonday = mondayOf(Math.floor(this.#parts.clock.now() / DAY_MS))
    const first = thisMonday - 7 * (WEEKS - 1)
    const weeks = Array.from({ length: WEEKS }, (_none, index) => ({ startsAt: (first + 7 * index) * DAY_MS, downloads: 0 }))
    for (const { day, downloads } of await downloadDaysSince(this.#parts.database.queries, id, first)) {
      const week = weeks[Math.floor((day - first) / 7)]
      if (week !== undefined) week.downloads += downloads
    }
    return weeks
  }
}

/** @param day since the epoch, which was a Thursday */
function mondayOf(day: number): number {
  return day - ((day + 3) % 7)
}
