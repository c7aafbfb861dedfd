// Kysely's view of SQLite through node:sqlite.
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryId,
  RawNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { SqliteConnection, type SqliteResources } from './connection.ts'

/** Unlike Kysely's own adapter, allows a connection per caller: the driver serializes writes. */
class ConcurrentSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }

  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class SqliteDriver implements Driver {
  readonly #resources: SqliteResources

  constructor(resources: SqliteResources) {
    this.#resources = resources
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    return new SqliteConnection(this.#resources)
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await own(connection).begin()
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await own(connection).commit()
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await own(connection).rollback()
  }

  async savepoint(connection: DatabaseConnection, name: string, compile: QueryCompiler['compileQuery']): Promise<void> {
    await connection.executeQuery(compile(savepointCommand('savepoint', name), queryId()))
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string, compile: QueryCompiler['compileQuery']): Promise<void> {
    await own(connection).rollbackTo(compile(savepointCommand('rollback to', name), queryId()))
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string, compile: QueryCompiler['compileQuery']): Promise<void> {
    await connection.executeQuery(compile(savepointCommand('release', name), queryId()))
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await own(connection).rollback()
  }

  /** Waits for the running write. The reader closes first, so that the writer can checkpoint the log. */
  async destroy(): Promise<void> {
    const giveBack = await this.#resources.turns.take()
    this.#resources.reader.close()
    await this.#resources.writer.close()
    giveBack()
  }
}

function own(connection: DatabaseConnection): SqliteConnection {
  if (!(connection instanceof SqliteConnection)) throw new TypeError('not a connection of this driver')
  return connection
}

function savepointCommand(command: string, name: string): RawNode {
  return RawNode.createWithSql(`${command} "${name.replaceAll('"', '""')}"`)
}

function queryId(): QueryId {
  return { queryId: crypto.randomUUID() }
}

export function createSqliteDialect(resources: SqliteResources): Dialect {
  return {
    createDriver: () => new SqliteDriver(resources),
    createAdapter: () => new ConcurrentSqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    // oxlint-disable-next-line typescript/no-explicit-any -- the type Kysely prescribes
    createIntrospector: (queries: Kysely<any>) => new SqliteIntrospector(queries),
  }
}
