// The SQL of paused connections, whose hosts do not answer or limit the rate.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OAuthTokenId } from '../../kernel/index.ts'
import { type Pause, pauseAfter, type Trouble } from './pause.ts'

type Tables = Pick<Schema, 'vcs_connection_pauses'>

export class ConnectionPauseRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async of(id: OAuthTokenId): Promise<Pause | undefined> {
    const row = await this.#queries.selectFrom('vcs_connection_pauses').selectAll().where('oauth_token_id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : { reason: row.reason, failures: row.failures, until: row.paused_until }
  }

  /** Counts concurrent failures once. @returns the pause */
  async record(id: OAuthTokenId, trouble: Trouble, now: number): Promise<Pause> {
    const { reason, failures, until } = pauseAfter(await this.of(id), trouble, { now, random: Math.random() })
    const row = { reason, failures, paused_until: until }
    await this.#queries
      .insertInto('vcs_connection_pauses')
      .values({ oauth_token_id: id, ...row })
      .onConflict((conflict) => conflict.column('oauth_token_id').doUpdateSet(row))
      .execute()
    return { reason, failures, until }
  }

  async end(id: OAuthTokenId): Promise<void> {
    await this.#queries.deleteFrom('vcs_connection_pauses').where('oauth_token_id', '=', id).execute()
  }
}
