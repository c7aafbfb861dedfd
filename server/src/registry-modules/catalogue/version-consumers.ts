// Who has downloaded which version. Kept in memory and written in batches, like the counts; asked only when a version is revoked.
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

export interface VersionConsumersParts {
  database: Database
  clock: Clock
}

export class VersionConsumers {
  readonly #parts: VersionConsumersParts
  /** by `version consumer`; also while it is being written */
  readonly #unwritten = new Map<string, VersionConsumer>()
  /** Who need not be written again; it lives as long as the archive is remembered. */
  readonly #seen = new WeakMap<PublishedArchive, Set<ConsumerId>>()

  constructor(parts: VersionConsumersParts) {
    this.#parts = parts
  }

  record(archive: PublishedArchive, consumer: ConsumerId): void {
    const seen = this.#seen.get(archive)
    if (seen?.has(consumer) === true) return
    if (seen === undefined) this.#seen.set(archive, new Set([consumer]))
    else seen.add(consumer)
    this.#unwritten.set(keyOf(archive.versionId, consumer), {
      registryModuleVersionId: archive.versionId,
      consumerId: consumer,
      registryModuleId: archive.moduleId,
      firstDownloadedAt: this.#parts.clock.now(),
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
