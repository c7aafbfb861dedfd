// What is on record about archives, in memory: for tests that have no database.
import type { ArchiveFinding, ArchiveRecord, ArchiveRecords } from '../../src/archivist/index.ts'

export interface MemoryRecords extends ArchiveRecords {
  /** A version has it, as an import would say. */
  publish(key: string, size: number): void
  /** what was noted last, by key */
  readonly noted: ReadonlyMap<string, ArchiveFinding>
}

export function memoryRecords(): MemoryRecords {
  const records = new Map<string, ArchiveRecord & { checkedAt: number }>()
  const noted = new Map<string, ArchiveFinding>()
  const byTime = () => [...records.values()].toSorted((one, other) => one.checkedAt - other.checkedAt)
  return {
    noted,
    publish: (key, size) => void records.set(key, { key, size, problem: null, fingerprint: null, checkedAt: 0 }),
    find: async (key) => records.get(key),
    note: async (key, finding, checkedAt) => {
      const record = records.get(key)
      if (record !== undefined) records.set(key, { ...record, ...finding, checkedAt })
      noted.set(key, finding)
    },
    checkedBefore: async (time, limit) =>
      byTime()
        .filter(({ checkedAt }) => checkedAt < time)
        .slice(0, limit),
    troubled: async (limit) =>
      byTime()
        .filter(({ problem }) => problem !== null)
        .slice(0, limit),
    page: async () => byTime(),
    versionsWith: async (key) => [`acme/vpc/aws ${key}`],
  }
}
