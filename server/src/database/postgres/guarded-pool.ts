// A pool whose connections may break or fall silent at any moment: nobody waits for long, and the process goes on.
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type { Pool, PoolClient, QueryResult } from 'pg'
import { Unavailable } from '../../kernel/index.ts'
import { type ConnectionWaits, measuringWait } from '../load/connection-load.ts'

/** So much later than PostgreSQL itself, this side gives a statement up. */
const GRACE_MS = 500

/** What is known of one connection. */
interface Health {
  heardAt: number
  broken: boolean
}

export interface GuardedPoolOptions {
  /** how long PostgreSQL itself lets a statement run; 0 is for ever */
  statementMs: number
  waits: ConnectionWaits
}

export function guardedPool(pool: Pool, { statementMs, waits }: GuardedPoolOptions): PostgresPool {
  const health = new WeakMap<PoolClient, Health>()
  /** Connections that were not heard of since then may be silent for ever, like the one that was given up. */
  let suspectBefore = 0
  pool.on('connect', (client) => {
    const state: Health = { heardAt: performance.now(), broken: false }
    health.set(client, state)
    // Without a listener, a connection that breaks while it is used ends the process.
    client.on('error', () => {
      state.broken = true
    })
  })

  const acquire = async (): Promise<PoolClient> => {
    try {
      return await measuringWait(waits, () => pool.connect())
    } catch (error) {
      throw new Unavailable('The database cannot be reached; try again', { cause: error })
    }
  }
  const givenUp = (since: number) => {
    suspectBefore = Math.max(suspectBefore, since)
  }
  const isSuspect = (client: PoolClient) => (health.get(client)?.heardAt ?? 0) < suspectBefore

  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      let client = await acquire()
      for (; isSuspect(client); client = await acquire()) client.release(true)
      const state = health.get(client) ?? { heardAt: performance.now(), broken: false }
      const guarded = new GuardedClient({ client, state, statementMs, givenUp })
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Kysely's interface also has cursors, which nobody uses
      return guarded as unknown as PostgresPoolClient
    },
  }
}

interface GuardedClientParts {
  client: PoolClient
  state: Health
  statementMs: number
  /** @param since when the statement was sent */
  givenUp(since: number): void
}

/** One connection from the pool until it is given back. */
class GuardedClient {
  readonly #parts: GuardedClientParts

  constructor(parts: GuardedClientParts) {
    this.#parts = parts
  }

  /** @throws Unavailable when the connection breaks or stays silent; what PostgreSQL says as it says it */
  async query(sql: string, parameters: readonly unknown[]): Promise<QueryResult> {
    const { client, state } = this.#parts
    const stopWatching = this.#watch()
    try {
      const result = await client.query(sql, [...parameters])
      state.heardAt = performance.now()
      return result
    } catch (error) {
      if (!state.broken) throw error
      throw new Unavailable('The connection to the database was lost; try again', { cause: error })
    } finally {
      stopWatching()
    }
  }

  /** Breaks the connection off when a statement gets no answer in time. @returns how to stop that */
  #watch(): () => void {
    const { client, state, statementMs, givenUp } = this.#parts
    if (statementMs === 0) return () => undefined
    const since = performance.now()
    let isOver = false
    const giveUp = () => {
      if (isOver) return
      state.broken = true
      givenUp(since)
      void client.end()
    }
    // After a long pause of this process, answers that wait to be read come first.
    const timer = setTimeout(() => setImmediate(giveUp), statementMs + GRACE_MS)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }

  release(discard = false): void {
    this.#parts.client.release(discard || this.#parts.state.broken)
  }
}
