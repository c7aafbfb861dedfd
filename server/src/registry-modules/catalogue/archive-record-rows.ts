// The SQL of what is on record about archives, of versions and of the trash. Whatever shares an archive shares what was found.
import { CompiledQuery, type Kysely, sql } from 'kysely'
import type { ArchiveFinding, ArchiveRecord, ArchiveRecords } from '../../archivist/index.ts'
import type { Schema } from '../../database/index.ts'

type Tables = Pick<Schema, 'registry_module_versions' | 'registry_modules' | 'deleted_registry_modules' | 'deleted_module_archives'>
type Finding = Pick<Schema['registry_module_versions'], 'archive_size' | 'archive_problem' | 'archive_fingerprint'>
type Row = Finding & { archive_key: string | null; archive_checked_at?: number }

const COLUMNS = ['archive_key', 'archive_size', 'archive_problem', 'archive_fingerprint', 'archive_checked_at'] as const
/** Of all that share an archive. Who joined since the last look knows nothing yet: null counts for nothing here. */
const FOUND = [
  sql<Finding['archive_size']>`max(archive_size)`.as('archive_size'),
  sql<Finding['archive_problem']>`max(archive_problem)`.as('archive_problem'),
  sql<Finding['archive_fingerprint']>`max(archive_fingerprint)`.as('archive_fingerprint'),
] as const
/** Of published archives; the trash also keeps uploads. */
const ARCHIVES = 'modules/%'
/** Stands where a key goes. */
const WANTED = ':archive_key'

export class ArchiveRecordRows implements ArchiveRecords {
  readonly #queries: Kysely<Tables>
  /** Every delivery of an archive asks it: compiling it each time takes longer than the answer. */
  readonly #finding: CompiledQuery

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
    this.#finding = queries
      .selectFrom('registry_module_versions')
      .select([sql<string | null>`max(archive_key)`.as('archive_key'), ...FOUND])
      .where('archive_key', '=', WANTED)
      .where('status', '=', 'ok')
      .compile()
  }

  async find(key: string): Promise<ArchiveRecord | undefined> {
    const { sql: text, parameters } = this.#finding
    const values = parameters.map((parameter) => (parameter === WANTED ? key : parameter))
    const { rows } = await this.#queries.executeQuery<Row>(CompiledQuery.raw(text, values))
    const [record] = recordsOf(rows)
    return record ?? recordsOf(await this.#trash().where('archive_key', '=', key).limit(1).execute())[0]
  }

  async note(key: string, { problem, fingerprint }: ArchiveFinding, checkedAt: number): Promise<void> {
    const found = { archive_problem: problem, archive_fingerprint: fingerprint, archive_checked_at: checkedAt }
    const versions = this.#queries.updateTable('registry_module_versions').set(found)
    await versions.where('archive_key', '=', key).where('status', '=', 'ok').execute()
    await this.#queries.updateTable('deleted_module_archives').set(found).where('archive_key', '=', key).execute()
  }

  async checkedBefore(time: number, limit: number): Promise<ArchiveRecord[]> {
    const versions = this.#versions().where('status', '=', 'ok').where('archive_checked_at', '<', time)
    const trash = this.#trash().where('archive_checked_at', '<', time)
    return await longestUnchecked(limit, [versions.limit(limit).execute(), trash.limit(limit).execute()])
  }

  async troubled(limit: number): Promise<ArchiveRecord[]> {
    const versions = this.#versions().where('archive_problem', 'is not', null)
    const trash = this.#trash().where('archive_problem', 'is not', null)
    return await longestUnchecked(limit, [versions.limit(limit).execute(), trash.limit(limit).execute()])
  }

  async page(after: string, limit: number): Promise<ArchiveRecord[]> {
    const [versions, trash] = await Promise.all([this.#pageOfVersions(after, limit), this.#pageOfTrash(after, limit)])
    // What versions have on record is complete.
    const byKey = new Map([...trash, ...versions].map((record) => [record.key, record]))
    return [...byKey.values()].toSorted((one, other) => (one.key < other.key ? -1 : 1)).slice(0, limit)
  }

  async #pageOfVersions(after: string, limit: number): Promise<ArchiveRecord[]> {
    const rows = await this.#queries
      .selectFrom('registry_module_versions')
      .select(['archive_key', ...FOUND])
      .where('archive_key', '>', after)
      .where('status', '=', 'ok')
      .groupBy('archive_key')
      .orderBy('archive_key')
      .limit(limit)
      .execute()
    return recordsOf(rows)
  }

  async #pageOfTrash(after: string, limit: number): Promise<ArchiveRecord[]> {
    const rows = await this.#queries
      .selectFrom('deleted_module_archives')
      .select(['archive_key', ...FOUND])
      .where('archive_key', '>', after)
      .where('archive_key', 'like', ARCHIVES)
      .groupBy('archive_key')
      .orderBy('archive_key')
      .limit(limit)
      .execute()
    return recordsOf(rows)
  }

  async versionsWith(key: string): Promise<string[]> {
    const [versions, trash] = await Promise.all([
      this.#named().where('archive_key', '=', key).execute(),
      this.#namedInTrash().where('archive_key', '=', key).execute(),
    ])
    return [...versions.map(nameOf), ...trash.map(nameInTrash)]
  }

  /** @returns the versions whose archive is not what was published, as people know them, with the problem */
  async troubledVersions(limit: number): Promise<{ name: string; problem: ArchiveFinding['problem'] }[]> {
    const [versions, trash] = await Promise.all([
      this.#named().where('archive_problem', 'is not', null).limit(limit).execute(),
      this.#namedInTrash().where('archive_problem', 'is not', null).limit(limit).execute(),
    ])
    return [
      ...versions.map((row) => ({ name: nameOf(row), problem: row.archive_problem })),
      ...trash.map((row) => ({ name: nameInTrash(row), problem: row.archive_problem })),
    ].slice(0, limit)
  }

  #versions() {
    return this.#queries.selectFrom('registry_module_versions').select(COLUMNS).orderBy('archive_checked_at')
  }

  #trash() {
    const archives = this.#queries.selectFrom('deleted_module_archives').where('archive_key', 'like', ARCHIVES)
    return archives.select(COLUMNS).orderBy('archive_checked_at')
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

  #namedInTrash() {
    return this.#queries
      .selectFrom('deleted_module_archives')
      .innerJoin('deleted_registry_modules', 'deleted_registry_modules.id', 'deleted_module_archives.deletion_id')
      .select(['namespace', 'name', 'provider', 'version', 'archive_problem'])
      .orderBy('namespace')
      .orderBy('name')
      .orderBy('provider')
      .orderBy('version')
  }
}

async function longestUnchecked(limit: number, reading: readonly Promise<Row[]>[]): Promise<ArchiveRecord[]> {
  const rows = (await Promise.all(reading)).flat()
  return recordsOf(rows.toSorted((one, other) => (one.archive_checked_at ?? 0) - (other.archive_checked_at ?? 0)).slice(0, limit))
}

function recordsOf(rows: readonly Row[]): ArchiveRecord[] {
  return rows.flatMap(({ archive_key: key, archive_size: size, archive_problem: problem, archive_fingerprint: fingerprint }) =>
    key === null ? [] : [{ key, size, problem, fingerprint }],
  )
}

function nameOf(row: { namespace: string; name: string; provider: string; version: string }): string {
  return `${row.namespace}/${row.name}/${row.provider} ${row.version}`
}

/** The trash does not say which versions of a deleted module have the archive. */
function nameInTrash({ version, ...row }: { namespace: string; name: string; provider: string; version: string | null }): string {
  return `${nameOf({ ...row, version: version ?? '' }).trim()} (deleted)`
}
