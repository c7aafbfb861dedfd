// The SQL of the mark by which a database knows its storage.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'

const ID = 'current'

export class StorageMarkRows {
  readonly #queries: Kysely<Pick<Schema, 'storage_marks'>>

  constructor(queries: Kysely<Pick<Schema, 'storage_marks'>>) {
    this.#queries = queries
  }

  /** @returns undefined when none was recorded yet */
  async mark(): Promise<string | undefined> {
    const row = await this.#queries.selectFrom('storage_marks').select('mark').where('id', '=', ID).executeTakeFirst()
    return row?.mark
  }

  /** Keeps what another process recorded at the same moment. @returns what is on record now */
  async record(mark: string, now: number): Promise<string> {
    await this.#queries
      .insertInto('storage_marks')
      .values({ id: ID, mark, recorded_at: now })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
    return (await this.mark()) ?? mark
  }
}
