// The SQL of authorization requests.
import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../../database/index.ts'

type Tables = Pick<Schema, 'vcs_authorization_requests'>
type Row = Selectable<Schema['vcs_authorization_requests']>

export class VcsAuthorizationRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async insert(row: Row): Promise<void> {
    await this.#queries.insertInto('vcs_authorization_requests').values(row).execute()
  }

  /** A request is used once. */
  async take(stateHash: string): Promise<Row | undefined> {
    return await this.#queries
      .deleteFrom('vcs_authorization_requests')
      .where('state_hash', '=', stateHash)
      .returningAll()
      .executeTakeFirst()
  }

  async deleteExpired(now: number): Promise<void> {
    await this.#queries.deleteFrom('vcs_authorization_requests').where('expires_at', '<', now).execute()
  }
}
