import { DatabaseSync } from 'node:sqlite'
import { expect, inject, it, test } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import { tablesAfter, tablesIn } from './index.ts'

test('every column is a text or an integer, which both databases hold alike', async () => {
  const database = new DatabaseSync(inject('sqliteTemplate'), { readOnly: true })
  for (const { name, columns } of await tablesAfter()) {
    const found = database.prepare('select name, lower(type) as type from pragma_table_info(?)').all(name)
    expect(found.map((column) => column['name'])).toEqual(columns)
    expect(found.filter((column) => !['text', 'integer'].includes(String(column['type'])))).toEqual([])
  }
  database.close()
})

describeOnEveryDatabase('the tables of Terrace', (open) => {
  it('are those that migrations make, and none of an empty database', async () => {
    const names = (await tablesAfter()).map(({ name }) => name)
    expect(await tablesIn(await open())).toEqual([...names, 'schema_migrations'].toSorted())
    expect(await tablesIn(await open({ empty: true }))).toEqual([])
  })
})
