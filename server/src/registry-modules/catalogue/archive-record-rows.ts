// The SQL of what is on record about archives. Versions that share an archive share what was found.
import type { Kysely } from 'kysely'
import type { ArchiveFinding, ArchiveRecord, ArchiveRecords } from '../../archivist/index.ts'
import type { Schema } from '../../database/index.ts'

type Tables = Pick<Schema, 'registry_module_versions' | 'registry_modules'>
type Row = Pick<Schema['registry_module_versions'], 'archive_key' | 'archive_size' | 'archive_problem' | 'archive_fingerprint'>

const COLUMNS = ['archive_key', 'archive_size', 'archive_problem', 'archive_fingerprint'] as const

export class ArchiveRecordRows implements ArchiveRecords {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async find(key: string): Promise<ArchiveRecord | undefined> {
    const row = await this.#queries
      .selectFrom('registry_module_versions')
      // Versions that joined since the last look know nothing yet: null counts for nothing here.
      .select(({ fn }) => [
        fn.max('archive_key').as('archive_key'),
        fn.max('archive_size').as('archive_size'),
        fn.max('archive_problem').as('archive_problem'),
        fn.max('archive_fingerprint').as('archive_fingerprint'),
      ])
      .where('archive_key', '=', key)
      .where('status', '=', 'ok')
      .executeTakeFirst()
    return row === undefined ? undefined : recordsOf([row])[0]
  }

  async note(key: string, { problem, fingerprint }: ArchiveFinding, checkedAt: number): Promise<void> {
    await this.#queries
      .updateTable('registry_module_versions')
      .set({ archive_problem: problem, archive_fingerprint: fingerprint, archive_checked_at: checkedAt })
      .where('archive_key', '=', key)
      .where('status', '=', 'ok')
      .execute()
  }

  async checkedBefore(time: number, limit: number): Promise<ArchiveRecord[]> {
    const rows = await this.#queries
      .selectFrom('registry_module_versions')
      .select(COLUMNS)
      .where('status', '=', 'ok')
      .where('archive_checked_at', '<', time)
      .orderBy('archive_checked_at')
      .limit(limit)
      .execute()
    return recordsOf(rows)
  }

  async troubled(limit: number): Promise<ArchiveRecord[]> {
    const rows = await this.#queries
      .selectFrom('registry_module_versions')
      .select(COLUMNS)
      .where('archive_problem', 'is not', null)
      .orderBy('archive_checked_at')
      .limit(limit)
      .execute()
    return recordsOf(rows)
  }

  async page(after: string, limit: number): Promise<ArchiveRecord[]> {
    const rows = await this.#queries
      .selectFrom('registry_module_versions')
      .select(({ fn }) => [
        'archive_key',
        fn.max('archive_size').as('archive_size'),
        fn.max('archive_problem').as('archive_problem'),
        fn.max('archive_fingerprint').as('archive_fingerprint'),
      ])
      .where('archive_key', '>', after)
      .where('status', '=', 'ok')
      .groupBy('archive_key')
      .orderBy('archive_key')
      .limit(limit)
      .execute()
    return recordsOf(rows)
  }

  async versionsWith(key: string): Promise<string[]> {
    const rows = await this.#named().where('archive_key', '=', key).execute()
    return rows.map(nameOf)
  }

  /** @returns the versions whose archive is not what was published, as people know them, with the problem */
  async troubledVersions(limit: number): Promise<{ name: string; problem: ArchiveFinding['problem'] }[]> {
    const rows = await this.#named().where('archive_problem', 'is not', null).limit(limit).execute()
    return rows.map((row) => ({ name: nameOf(row), problem: row.archive_problem }))
  }

  #named() {
    return this.#queries
      .selectFrom('registry_module_versions')
      .innerJoin('registry_modules', 'registry_modules.id', 'registry_module_versions.registry_module_id')
      .select(['namespace', 'name', 'provider', 'version', 'archive_problem'])
      .where('registry_module_versions.status', '=', 'ok')
      .orderBy('namespace')
      .orderBy('name')
      .orderBy('provider')
      .orderBy('version_sort')
  }
}

function recordsOf(rows: readonly Row[]): ArchiveRecord[] {
  return rows.flatMap(({ archive_key: key, archive_size: size, archive_problem: problem, archive_fingerprint: fingerprint }) =>
    key === null || size === null ? [] : [{ key, size, problem, fingerprint }],
  )
}

function nameOf(row: { namespace: string; name: string; provider: string; version: string }): string {
  return `${row.namespace}/${row.name}/${row.provider} ${row.version}`
}
