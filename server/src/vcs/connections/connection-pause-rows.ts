// Connections that are left alone for a while, because their host does not answer or wants fewer requests.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OAuthTokenId } from '../../kernel/index.ts'
import { type Pause, pauseAfter, type Trouble } from './pause.ts'

type Tables = Pick<Schema, 'vcs_connection_pauses'>

export class ConnectionPauseRows {
  readonly #database: Kysely<Tables>

  constructor(database: Kysely<Tables>) {
    this.#database = database
  }

  async of(id: OAuthTokenId): Promise<Pause | undefined> {
    const row = await this.#database.selectFrom('vcs_connection_pauses').selectAll().where('oauth_token_id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : { reason: row.reason, failures: row.failures, until: row.paused_until }
  }

  /** Of several that find the same trouble at the same moment, one is counted. @returns until when nobody asks */
  async record(id: OAuthTokenId, trouble: Trouble, now: number): Promise<Pause> {
    const { reason, failures, until } = pauseAfter(await this.of(id), trouble, { now, random: Math.random() })
    const row = { reason, failures, paused_until: until }
    await this.#database
      .insertInto('vcs_connection_pauses')
      .values({ oauth_token_id: id, ...row })
      .onConflict((conflict) => conflict.column('oauth_token_id').doUpdateSet(row))
      .execute()
    return { reason, failures, until }
  }

  async end(id: OAuthTokenId): Promise<void> {
    await this.#database.deleteFrom('vcs_connection_pauses').where('oauth_token_id', '=', id).execute()
  }
}
