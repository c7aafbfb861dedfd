// Who has downloaded which version, and on which day last. Kept in memory and written in batches, like the counts; asked only when a
// version is revoked, or somebody is about to delete it.
import type { Kysely } from 'kysely'
import { type Database, inChunks, type Schema } from '../../database/index.ts'
import type { Clock, OrganizationId, RegistryModuleVersionId, TeamId, UserId } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { PublishedArchive } from '../registry-module/document-rows.ts'
import { insertConsumers, isOnRecord, type VersionConsumer } from './version-consumer-rows.ts'

/** Whose token it is: a user has many, and a team's is replaced now and then, so that tokens themselves say little. */
export type ConsumerId = UserId | TeamId | OrganizationId

/** @returns undefined for those who can download nothing */
export function consumerOf(subject: Subject): ConsumerId | undefined {
  switch (subject.kind) {
    case 'user':
      return subject.userId
    case 'team':
      return subject.teamId
    case 'organization':
      return subject.roles[0]?.organizationId
    case 'anonymous':
    case 'audit-trails':
      return undefined
  }
}

const DAY_MS = 24 * 3_600_000

export interface VersionConsumersParts {
  database: Database
  clock: Clock
}

export class VersionConsumers {
  readonly #parts: VersionConsumersParts
  /** by `version consumer`; also while it is being written */
  readonly #unwritten = new Map<string, VersionConsumer>()
  /** Who need not be written again on the day; it lives as long as the archive is remembered. */
  readonly #seen = new WeakMap<PublishedArchive, Map<ConsumerId, number>>()

  constructor(parts: VersionConsumersParts) {
    this.#parts = parts
  }

  record(archive: PublishedArchive, consumer: ConsumerId): void {
    const now = this.#parts.clock.now()
    const day = Math.floor(now / DAY_MS)
    const seen = this.#seen.get(archive)
    if (seen?.get(consumer) === day) return
    if (seen === undefined) this.#seen.set(archive, new Map([[consumer, day]]))
    else seen.set(consumer, day)
    this.#unwritten.set(keyOf(archive.versionId, consumer), {
      registryModuleVersionId: archive.versionId,
      consumerId: consumer,
      registryModuleId: archive.moduleId,
      firstDownloadedAt: now,
      lastDownloadedAt: now,
    })
  }

  /** Writes what was recorded since; what fails is tried with the next call. */
  async flush(): Promise<void> {
    // In one order everywhere, so that two servers do not wait for each other.
    const collected = [...this.#unwritten].toSorted(([one], [other]) => (one < other ? -1 : 1))
    await inChunks(collected, async (batch) => {
      const rows = batch.map(([, row]) => row)
      await this.#parts.database.queries.transaction().execute((tx: Kysely<Schema>) => insertConsumers(tx, rows))
      for (const [key, row] of batch) if (this.#unwritten.get(key) === row) this.#unwritten.delete(key)
    })
  }

  /** @returns whether the consumer's download of the version is on record; another server's downloads are within seconds */
  async isKnown(version: RegistryModuleVersionId, consumer: ConsumerId): Promise<boolean> {
    return this.#unwritten.has(keyOf(version, consumer)) || isOnRecord(this.#parts.database.queries, version, consumer)
  }
}

function keyOf(version: RegistryModuleVersionId, consumer: ConsumerId): string {
  return `${version} ${consumer}`
}
