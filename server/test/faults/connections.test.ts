// What the database layer makes of connections that break, fall silent or cannot be had.
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest'
import { type Database, type DatabaseConfig, openDatabase, type Queries } from '../../src/database/index.ts'
import { Invalid, StorageFull, Unavailable } from '../../src/kernel/index.ts'
import { describeOnEveryDatabase } from '../support/databases.ts'
import { type PostgresProxy, startPostgresProxy } from '../support/postgres-proxy.ts'
import { createSharedDatabase, type SharedDatabase } from '../support/shared-installation.ts'

const serverUrl = inject('postgresUrl')
const row = (key: string) => ({ key, document: '{}', format: 0, tried_at: 0, created_at: 1 })
const insert = (queries: Queries, key: string) => queries.insertInto('module_inspections').values(row(key)).execute()
const keys = async ({ queries }: Database) =>
  (await queries.selectFrom('module_inspections').select('key').orderBy('key').execute()).map(({ key }) => key)

describe.skipIf(serverUrl === null)('a connection to PostgreSQL', () => {
  let shared: SharedDatabase
  let proxy: PostgresProxy
  let database: Database
  let administrator: Client

  beforeEach(async () => {
    shared = await createSharedDatabase(serverUrl ?? '')
    proxy = await startPostgresProxy(shared.url)
    administrator = new Client({ connectionString: shared.url })
    await administrator.connect()
    database = await open()
  })
  afterEach(async () => {
    await database.close()
    await administrator.end()
    await proxy[Symbol.asyncDispose]()
    await shared[Symbol.asyncDispose]()
  })

  const open = (config: Partial<Extract<DatabaseConfig, { kind: 'postgres' }>> = {}) =>
    openDatabase({ kind: 'postgres', url: proxy.url, ...config })
  /** Cuts off everybody but the administrator. */
  const terminate = () =>
    administrator.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )

  it('that is cut off in the middle of a transaction fails the transaction, and nothing of it remains', async () => {
    const failing = database.queries.transaction().execute(async (tx: Queries) => {
      await insert(tx, 'a')
      await terminate()
      await insert(tx, 'b')
    })
    await expect(failing).rejects.toThrow(Unavailable)
    expect(await keys(database)).toEqual([])
  })

  it('that is cut off while nothing is asked of it does not keep a refusal from being told', async () => {
    const failing = database.queries.transaction().execute(async (tx: Queries) => {
      await insert(tx, 'a')
      await terminate()
      throw new Invalid('has already been taken')
    })
    await expect(failing).rejects.toThrow(Invalid)
    expect(await keys(database)).toEqual([])
  })

  it('that loses the answer to a commit does not tell that it was committed, nor that it was not', async () => {
    const committing = database.queries.transaction().execute(async (tx: Queries) => {
      await insert(tx, 'a')
      proxy.loseNextCommit()
    })
    await expect(committing).rejects.toThrow(
      new Unavailable('The database did not confirm the change: look whether it was made before you try again'),
    )
    expect(await keys(database)).toEqual(['a'])
  })

  it('that cannot be made is unavailable, for statements and for transactions, and comes back by itself', async () => {
    proxy.cut()
    await expect(keys(database)).rejects.toThrow(Unavailable)
    await expect(database.queries.transaction().execute((tx: Queries) => insert(tx, 'a'))).rejects.toThrow(Unavailable)
    proxy.mend()
    await expect.poll(() => keys(database).catch(String)).toEqual([])
  })

  it('that waits for what another transaction holds gives up in time', async () => {
    await administrator.query('begin; lock table module_inspections in access exclusive mode')
    const limited = await open({ limits: { lockMs: 50 } })
    onTestFinished(() => limited.close())
    await expect(keys(limited)).rejects.toThrow(Unavailable)
    await administrator.query('rollback')
    expect(await keys(limited)).toEqual([])
  })

  it('that takes too long for a statement gives up, but not for migrations', async () => {
    const limited = await open({ limits: { statementMs: 500 } })
    onTestFinished(() => limited.close())
    const sleep = sql`select pg_sleep(1)`
    await expect(sleep.execute(limited.queries)).rejects.toThrow(Unavailable)
    await limited.unhurried((queries) => sleep.execute(queries))
  })

  it('that has to be waited for is given up in time, and others have their turn', async () => {
    // Long enough for the two that come first, however busy the machine is.
    const limited = await open({ limits: { poolSize: 2, poolMs: 3000 } })
    onTestFinished(() => limited.close())
    const held = [0, 1].map(() => limited.queries.startTransaction().execute())
    const transactions = await Promise.all(held)
    await expect(keys(limited)).rejects.toThrow(Unavailable)
    for (const transaction of transactions) await transaction.rollback().execute()
    expect(await keys(limited)).toEqual([])
  })

  it('whose server stands still is given up, and with it all that were silent for as long', async () => {
    const limited = await open({ limits: { poolSize: 2, statementMs: 1000 } })
    onTestFinished(() => limited.close())
    await Promise.all([0, 1].map(() => limited.queries.transaction().execute((tx: Queries) => sql`select pg_sleep(0.05)`.execute(tx))))
    const { rows } = await administrator.query<{ pid: number }>(
      'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    const stopped = rows.map(({ pid }) => pid)
    for (const pid of stopped) process.kill(pid, 'SIGSTOP')
    try {
      await expect(keys(limited)).rejects.toThrow(Unavailable)
      // With a new connection: the other one would have stood still as well.
      expect(await keys(limited)).toEqual([])
    } finally {
      for (const pid of stopped) process.kill(pid, 'SIGCONT')
    }
  })

  it('of a process that stands still in the middle of a transaction lets go of what it holds', async () => {
    const [holding, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const transaction = database.queries.transaction().execute(async (tx: Queries) => {
      await sql`lock table jobs in access exclusive mode`.execute(tx)
      holding.resolve()
      await goesOn.promise
    })
    await holding.promise
    // Waits for as long as it takes: no longer than a lease on a job.
    await administrator.query(`set lock_timeout = '30s'`)
    await administrator.query('select * from jobs')
    goesOn.resolve()
    await expect(transaction).rejects.toThrow(Unavailable)
  })

  it('breaks without a word while nobody uses it, and the process is told', async () => {
    const lost: Error[] = []
    const told = Promise.withResolvers<void>()
    const watched = await openDatabase(
      { kind: 'postgres', url: proxy.url },
      {
        onIdleError: (error) => {
          lost.push(error)
          told.resolve()
        },
      },
    )
    onTestFinished(() => watched.close())
    await terminate()
    await told.promise
    expect(lost).toHaveLength(1)
    expect(await keys(watched)).toEqual([])
  })
})

describeOnEveryDatabase('a database', (openTest) => {
  it('that takes no changes is unavailable for them, and goes on being read', async () => {
    const database = await openTest()
    const readOnly = database.kind === 'postgres' ? sql`set default_transaction_read_only = on` : sql`pragma query_only = on`
    await readOnly.execute(database.queries)
    await expect(insert(database.queries, 'a')).rejects.toThrow(Unavailable)
    await expect(database.queries.transaction().execute((tx: Queries) => insert(tx, 'a'))).rejects.toThrow(Unavailable)
    expect(await keys(database)).toEqual([])
  })

  it('whose disk is full says so, and keeps what it has', async () => {
    const database = await openTest()
    const { queries, kind } = database
    await insert(queries, 'a')
    if (kind === 'sqlite') await sql`pragma max_page_count = 1`.execute(queries)
    const big = () =>
      kind === 'sqlite'
        ? queries
            .insertInto('module_inspections')
            .values({ ...row('b'), document: 'x'.repeat(100_000) })
            .execute()
        : sql`do $$ begin raise disk_full; end $$`.execute(queries)
    await expect(big()).rejects.toThrow(StorageFull)
    expect(await keys(database)).toEqual(['a'])
  })

  it('that another process holds is unavailable', async ({ skip }) => {
    const { queries, config } = await openTest()
    if (config.kind === 'postgres') return skip('see above: a table is locked there')
    await sql`pragma busy_timeout = 10`.execute(queries)
    const other = new DatabaseSync(config.file)
    onTestFinished(() => other.close())
    other.exec('begin immediate')
    await expect(insert(queries, 'a')).rejects.toThrow(Unavailable)
    await expect(queries.transaction().execute((tx: Queries) => insert(tx, 'a'))).rejects.toThrow(Unavailable)
  })
})
