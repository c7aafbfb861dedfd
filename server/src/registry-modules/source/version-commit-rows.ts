import type { Kysely } from 'kysely'
import { inChunks, type Schema } from '../../database/index.ts'
import type { RegistryModuleVersionId } from '../../kernel/index.ts'

type Commits = Kysely<Pick<Schema, 'registry_module_version_commits'>>

export interface VersionCommit {
  sha: string
  /** the first line of the message */
  title: string
  author: string
  committedAtMs: number
}

export interface RecordedCommits {
  /** the version that they follow */
  since: string
  /** `MAX_COUNTED` stands for that many or more */
  total: number
  /** the newest of them, the newest first */
  commits: VersionCommit[]
}

export async function commitsOf(db: Commits, id: RegistryModuleVersionId): Promise<RecordedCommits | undefined> {
  const row = await db
    .selectFrom('registry_module_version_commits')
    .select(['since_version as since', 'total', 'commits'])
    .where('registry_module_version_id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : { ...row, commits: JSON.parse(row.commits) as VersionCommit[] }
}

/** @returns the version with which each of them was compared */
export async function comparedWith(
  db: Commits,
  ids: readonly RegistryModuleVersionId[],
): Promise<ReadonlyMap<RegistryModuleVersionId, string>> {
  const found = new Map<RegistryModuleVersionId, string>()
  await inChunks(ids, async (some) => {
    const rows = await db
      .selectFrom('registry_module_version_commits')
      .select(['registry_module_version_id as id', 'since_version as since'])
      .where('registry_module_version_id', 'in', some)
      .execute()
    for (const { id, since } of rows) found.set(id, since)
  })
  return found
}

/** A version that was deleted meanwhile gets none. */
export async function saveCommits(
  db: Kysely<Pick<Schema, 'registry_module_version_commits' | 'registry_module_versions'>>,
  id: RegistryModuleVersionId,
  { since, total, commits }: RecordedCommits,
): Promise<void> {
  const values = { since_version: since, total, commits: JSON.stringify(commits) }
  const version = await db.selectFrom('registry_module_versions').select('id').where('id', '=', id).executeTakeFirst()
  if (version === undefined) return
  await db
    .insertInto('registry_module_version_commits')
    .values({ registry_module_version_id: id, ...values })
    .onConflict((conflict) => conflict.column('registry_module_version_id').doUpdateSet(values))
    .execute()
}
