// The SQL of tags that a host reported as created or deleted since the last sync.
import type { Kysely } from 'kysely'
import { inChunks, type Schema } from '../../database/index.ts'
import type { VcsRepositoryId } from '../../kernel/index.ts'

/** A host said that the tag came or went: if it is there, it was pushed again. */
export interface TagPush {
  tag: string
  notedAt: number
}

const MAX_NAME_LENGTH = 255

export class TagPushRows {
  readonly #queries: Kysely<Pick<Schema, 'vcs_tag_pushes'>>

  constructor(queries: Kysely<Pick<Schema, 'vcs_tag_pushes'>>) {
    this.#queries = queries
  }

  async note(id: VcsRepositoryId, tags: readonly string[], now: number): Promise<void> {
    // PostgreSQL cannot store NUL, which no tag has in its name. Nor is one that long a version.
    const names = new Set(tags.filter((tag) => tag.length <= MAX_NAME_LENGTH && !tag.includes('\0')))
    const rows = [...names].toSorted().map((tag) => ({ vcs_repository_id: id, tag, noted_at: now }))
    await inChunks(rows, (some) =>
      this.#queries
        .insertInto('vcs_tag_pushes')
        .values(some)
        .onConflict((conflict) => conflict.columns(['vcs_repository_id', 'tag']).doUpdateSet({ noted_at: now }))
        .execute(),
    )
  }

  async of(id: VcsRepositoryId): Promise<TagPush[]> {
    return await this.#queries
      .selectFrom('vcs_tag_pushes')
      .select(['tag', 'noted_at as notedAt'])
      .where('vcs_repository_id', '=', id)
      .execute()
  }

  /** Keeps those that were noted since. */
  async forget(id: VcsRepositoryId, upTo: number): Promise<void> {
    await this.#queries.deleteFrom('vcs_tag_pushes').where('vcs_repository_id', '=', id).where('noted_at', '<=', upTo).execute()
  }
}
