// Gives every step of a driver the errors of the domain: connecting, beginning and committing as well as statements.
import type { DatabaseConnection, Dialect, Driver, QueryCompiler, TransactionSettings } from 'kysely'
import { StorageFull, Unavailable } from '../../kernel/index.ts'
import { translatingErrors } from './errors.ts'

type Compile = QueryCompiler['compileQuery']
type Options = Parameters<Driver['init']>[0]

export function translatingDialect(dialect: Dialect): Dialect {
  return {
    createDriver: () => new TranslatingDriver(dialect.createDriver()),
    createAdapter: () => dialect.createAdapter(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (queries) => dialect.createIntrospector(queries),
  }
}

class TranslatingDriver implements Driver {
  readonly #driver: Driver
  readonly #translating = new WeakSet<DatabaseConnection>()

  constructor(driver: Driver) {
    this.#driver = driver
  }

  async init(options: Options): Promise<void> {
    await this.#driver.init(options)
  }

  async acquireConnection(options: Options): Promise<DatabaseConnection> {
    const connection = await translatingErrors(this.#driver.acquireConnection(options))
    if (this.#translating.has(connection)) return connection
    const run = connection.executeQuery.bind(connection)
    connection.executeQuery = (...statement) => translatingErrors(run(...statement))
    this.#translating.add(connection)
    return connection
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await translatingErrors(this.#driver.beginTransaction(connection, settings))
  }

  /** @throws Unavailable when nobody knows whether it was committed */
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await translatingErrors(this.#driver.commitTransaction(connection))
    } catch (error) {
      if (!(error instanceof Unavailable) || error instanceof StorageFull) throw error
      throw new Unavailable('The database did not confirm the change: look whether it was made before you try again', { cause: error })
    }
  }

  /** What a database cannot be told to roll back, it rolls back by itself; the reason for doing so is worth more than that. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await translatingErrors(this.#driver.rollbackTransaction(connection))
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
    }
  }

  async savepoint(connection: DatabaseConnection, name: string, compile: Compile): Promise<void> {
    await translatingErrors(Promise.resolve(this.#driver.savepoint?.(connection, name, compile)))
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string, compile: Compile): Promise<void> {
    await translatingErrors(Promise.resolve(this.#driver.rollbackToSavepoint?.(connection, name, compile)))
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string, compile: Compile): Promise<void> {
    await translatingErrors(Promise.resolve(this.#driver.releaseSavepoint?.(connection, name, compile)))
  }

  async releaseConnection(connection: DatabaseConnection, options: Options): Promise<void> {
    await this.#driver.releaseConnection(connection, options)
  }

  async destroy(options: Options): Promise<void> {
    await this.#driver.destroy(options)
  }
}
