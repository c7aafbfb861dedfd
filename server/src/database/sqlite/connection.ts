// A Kysely connection on SQLite: reads run in this thread; writes and transactions run in the writer thread.
import { AbortedTransactionError, type CompiledQuery, type DatabaseConnection, type QueryResult, RawNode, SelectQueryNode } from 'kysely'
import type { SqliteHandle, StatementResult } from './statements.ts'
import type { Turns } from './turn.ts'
import type { Writer } from './writer.ts'

export interface SqliteResources {
  reader: SqliteHandle
  writer: Writer
  turns: Turns
}

/** `pending`: begun without a statement yet; the first statement carries the BEGIN and saves a round trip. */
type TransactionState = 'none' | 'pending' | 'open' | 'failed'

export class SqliteConnection implements DatabaseConnection {
  readonly #resources: SqliteResources
  #state: TransactionState = 'none'
  #giveBackTurn: () => void = () => undefined

  constructor(resources: SqliteResources) {
    this.#resources = resources
  }

  async executeQuery<Result>(query: CompiledQuery): Promise<QueryResult<Result>> {
    return toQueryResult(await this.#run(query))
  }

  // oxlint-disable-next-line require-yield -- the interface wants a generator; lists are paged instead of streamed
  async *streamQuery<Result>(): AsyncIterableIterator<QueryResult<Result>> {
    throw new Error('streaming is not supported: read page by page')
  }

  async begin(): Promise<void> {
    this.#giveBackTurn = await this.#resources.turns.take()
    this.#state = 'pending'
  }

  /** @throws AbortedTransactionError when a statement failed before, as on PostgreSQL */
  async commit(): Promise<void> {
    if (this.#state === 'failed') {
      await this.rollback()
      throw new AbortedTransactionError()
    }
    if (this.#state === 'open') await this.#resources.writer.commit()
    this.#finish()
  }

  async rollback(): Promise<void> {
    try {
      if (this.#state === 'open' || this.#state === 'failed') await this.#resources.writer.rollback()
    } finally {
      this.#finish()
    }
  }

  /** Recovers a transaction in which a statement failed after the savepoint. */
  async rollbackTo(query: CompiledQuery): Promise<void> {
    if (this.#state === 'failed') this.#state = 'open'
    await this.#run(query)
  }

  #finish(): void {
    this.#state = 'none'
    this.#giveBackTurn()
  }

  async #run(query: CompiledQuery): Promise<StatementResult> {
    if (this.#state === 'none') return isRead(query) ? this.#resources.reader.run(query.sql, query.parameters) : this.#writeAlone(query)
    if (this.#state === 'failed') throw new Error('the transaction failed: nothing but a rollback is possible')
    const step = this.#state === 'pending' ? 'begin' : 'continue'
    this.#state = 'open'
    try {
      return await this.#resources.writer.statement(query.sql, query.parameters, step)
    } catch (error) {
      // SQLite would continue; PostgreSQL does not, and both must behave alike.
      this.#state = 'failed'
      throw error
    }
  }

  async #writeAlone(query: CompiledQuery): Promise<StatementResult> {
    const giveBack = await this.#resources.turns.take()
    try {
      return await this.#resources.writer.statement(query.sql, query.parameters, 'none')
    } finally {
      giveBack()
    }
  }
}

function isRead({ query, sql }: CompiledQuery): boolean {
  return SelectQueryNode.is(query) || (RawNode.is(query) && /^\s*(select|values|explain)\b/i.test(sql))
}

function toQueryResult<Result>({ rows, changes }: StatementResult): QueryResult<Result> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the row type is a promise of the query's author, as everywhere in Kysely
  return { rows: rows as Result[], ...(changes === undefined ? {} : { numAffectedRows: BigInt(changes) }) }
}
