// The SQL of people who are signing in at a host.
import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../../database/index.ts'

type Tables = Pick<Schema, 'vcs_authorization_requests'>
type Row = Selectable<Schema['vcs_authorization_requests']>

export class VcsAuthorizationRows {
  readonly #database: Kysely<Tables>

  constructor(database: Kysely<Tables>) {
    this.#database = database
  }

  async insert(row: Row): Promise<void> {
    await this.#database.insertInto('vcs_authorization_requests').values(row).execute()
  }

  /** Each is used once. */
  async take(stateHash: string): Promise<Row | undefined> {
    return await this.#database
      .deleteFrom('vcs_authorization_requests')
      .where('state_hash', '=', stateHash)
      .returningAll()
      .executeTakeFirst()
  }

  async deleteExpired(now: number): Promise<void> {
    await this.#database.deleteFrom('vcs_authorization_requests').where('expires_at', '<', now).execute()
  }
}
