import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import { Invalid, NotFound, newId } from '../kernel/index.ts'
import { inChunks, openDatabase, type Queries, uniquely } from './index.ts'

const taken = () => new Invalid('has already been taken')
const inspection = (key: string) => ({ key, document: '{}', created_at: 1_700_000_000_000, format: 0, tried_at: 0 })

async function keys(queries: Queries): Promise<string[]> {
  const rows = await queries.selectFrom('module_inspections').select('key').orderBy('key').execute()
  return rows.map(({ key }) => key)
}

describeOnEveryDatabase('a database', (open) => {
  it('returns what was written, with times as numbers and rows as plain objects', async () => {
    const { queries } = await open()
    await queries.insertInto('module_inspections').values(inspection('a')).execute()
    expect(await queries.selectFrom('module_inspections').selectAll().execute()).toStrictEqual([inspection('a')])
  })

  it('returns counts and sums as numbers', async () => {
    const { queries } = await open()
    await queries
      .insertInto('module_inspections')
      .values([inspection('a'), inspection('b')])
      .execute()
    const totals = queries.selectFrom('module_inspections').select(({ fn }) => [fn.countAll().as('count'), fn.sum('created_at').as('sum')])
    expect(await totals.executeTakeFirst()).toEqual({ count: 2, sum: 3_400_000_000_000 })
  })

  it('says how many rows a statement changed, and returns them when asked', async () => {
    const { queries } = await open()
    await queries
      .insertInto('module_inspections')
      .values([inspection('a'), inspection('b')])
      .execute()
    const updated = await queries.updateTable('module_inspections').set({ document: '[]' }).executeTakeFirst()
    expect(Number(updated.numUpdatedRows)).toBe(2)
    const deleted = await queries.deleteFrom('module_inspections').where('key', '=', 'a').returning('document').execute()
    expect(deleted).toEqual([{ document: '[]' }])
  })

  it('writes more rows than fit into one statement', async () => {
    const { queries } = await open()
    const rows = [...Array(11_000).keys()].map((number) => inspection(`key-${number}`))
    const insert = (some: typeof rows) => queries.insertInto('module_inspections').values(some).execute()
    await inChunks(rows, insert)
    expect((await keys(queries)).toSorted()).toEqual(rows.map(({ key }) => key).toSorted())
  })

  it('keeps everything of a committed transaction, at once for every reader', async () => {
    const { queries } = await open()
    await queries.transaction().execute(async (transaction) => {
      await transaction.insertInto('module_inspections').values(inspection('a')).execute()
      expect(await keys(transaction)).toEqual(['a'])
      expect(await keys(queries)).toEqual([])
      await transaction.insertInto('module_inspections').values(inspection('b')).execute()
    })
    expect(await keys(queries)).toEqual(['a', 'b'])
  })

  it('keeps nothing of a transaction that throws', async () => {
    const { queries } = await open()
    const failing = queries.transaction().execute(async (transaction) => {
      await transaction.insertInto('module_inspections').values(inspection('a')).execute()
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await keys(queries)).toEqual([])
    await queries.insertInto('module_inspections').values(inspection('b')).execute()
    expect(await keys(queries)).toEqual(['b'])
  })

  it('stays in a snapshot as it was, keeps nobody from writing, and cannot be changed there', async () => {
    const { queries, snapshot } = await open()
    await queries.insertInto('module_inspections').values(inspection('a')).execute()
    await snapshot(async (then) => {
      await queries.insertInto('module_inspections').values(inspection('b')).execute()
      expect([await keys(then), await keys(queries)]).toEqual([['a'], ['a', 'b']])
    })
    const changing = snapshot((then) => then.deleteFrom('module_inspections').execute())
    await expect(changing).rejects.toThrow()
    expect(await keys(queries)).toEqual(['a', 'b'])
  })

  it('rolls back a transaction after a failed statement, even when the error was caught', async () => {
    const { queries } = await open()
    const failing = queries.transaction().execute(async (transaction) => {
      await transaction.insertInto('module_inspections').values(inspection('a')).execute()
      await transaction
        .insertInto('module_inspections')
        .values(inspection('a'))
        .execute()
        .catch(() => undefined)
      await transaction
        .insertInto('module_inspections')
        .values(inspection('b'))
        .execute()
        .catch(() => undefined)
    })
    await expect(failing).rejects.toThrow()
    expect(await keys(queries)).toEqual([])
  })

  it('continues from a savepoint after a failed statement', async () => {
    const { queries } = await open()
    const transaction = await queries.startTransaction().execute()
    await transaction.insertInto('module_inspections').values(inspection('a')).execute()
    const saved = await transaction.savepoint('before').execute()
    await expect(saved.insertInto('module_inspections').values(inspection('a')).execute()).rejects.toThrow()
    const rolledBack = await saved.rollbackToSavepoint('before').execute()
    await rolledBack.insertInto('module_inspections').values(inspection('b')).execute()
    await rolledBack.commit().execute()
    expect(await keys(queries)).toEqual(['a', 'b'])
  })

  it('runs many transactions and reads concurrently without mixing them', async () => {
    const { queries } = await open()
    await queries
      .insertInto('module_inspections')
      .values({ ...inspection('counter'), created_at: 0 })
      .execute()
    const increment = async (number: number) => {
      await queries.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('module_inspections')
          .set(({ eb }) => ({ created_at: eb('created_at', '+', 1) }))
          .where('key', '=', 'counter')
          .execute()
        if (number % 3 === 0) throw new Error('every third fails')
      })
    }
    const outcomes = await Promise.allSettled([...Array(60).keys()].map((number) => Promise.all([increment(number), keys(queries)])))
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(20)
    const counter = await queries.selectFrom('module_inspections').select('created_at').executeTakeFirst()
    expect(counter?.created_at).toBe(40)
  })

  it('serves the same data to a second process', async () => {
    const { queries, config } = await open()
    const other = await openDatabase(config)
    await Promise.all([
      ...[...Array(20).keys()].map((number) =>
        queries
          .insertInto('module_inspections')
          .values(inspection(`a${number}`))
          .execute(),
      ),
      ...[...Array(20).keys()].map((number) =>
        other.queries
          .insertInto('module_inspections')
          .values(inspection(`b${number}`))
          .execute(),
      ),
    ])
    expect((await keys(queries)).length).toBe(40)
    expect((await keys(other.queries)).length).toBe(40)
    await other.close()
  })

  it('lets the caller translate a unique violation, alone and in a transaction', async () => {
    const { queries } = await open()
    await queries.insertInto('module_inspections').values(inspection('a')).execute()
    const insert = (tx: Queries) => tx.insertInto('module_inspections').values(inspection('a')).execute()
    await expect(uniquely(() => insert(queries), taken)).rejects.toThrow(Invalid)
    await expect(uniquely(() => queries.transaction().execute(insert), taken)).rejects.toThrow(Invalid)
    expect(await keys(queries)).toEqual(['a'])
  })

  it('reports a foreign key violation as a concurrent deletion, alone and in a transaction', async () => {
    const { queries } = await open()
    const orphan = { registry_module_id: newId('registry-module'), versions_json: '{}', revision: 1 }
    const insert = (tx: Queries) => tx.insertInto('registry_module_documents').values(orphan).execute()
    const gone = new NotFound('The resource it belongs to was deleted in the meantime')
    await expect(insert(queries)).rejects.toThrow(gone)
    await expect(queries.transaction().execute(insert)).rejects.toThrow(gone)
    await expect(uniquely(() => insert(queries), taken)).rejects.toThrow(gone)
  })

  it('refuses statements after it was closed', async () => {
    const { config } = await open()
    const database = await openDatabase(config)
    await database.close()
    await expect(keys(database.queries)).rejects.toThrow()
  })
})

it('names the database that cannot be opened', async () => {
  await expect(openDatabase({ kind: 'sqlite', file: '/nowhere/terrace.db' })).rejects.toThrow('unable to open database file')
  await expect(openDatabase({ kind: 'postgres', url: 'postgres://nobody@127.0.0.1:1/nothing' })).rejects.toMatchObject({
    name: 'Unavailable',
    cause: { code: 'ECONNREFUSED' },
  })
})
