import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isAtLeast, openHandle } from './statements.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'terrace-statements-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('a writing connection commits to disk every time and enforces references', () => {
  const handle = openHandle(join(folder, 'a.db'), { readOnly: false })
  const setting = (name: string) => Object.values(handle.run(`pragma ${name}`, []).rows[0] ?? {})[0]
  const FULL = 2
  expect([setting('journal_mode'), setting('synchronous'), setting('foreign_keys'), setting('busy_timeout')]).toEqual([
    'wal',
    FULL,
    1,
    5000,
  ])
  handle.close()
})

it('a reading connection cannot write', () => {
  const file = join(folder, 'a.db')
  const writer = openHandle(file, { readOnly: false })
  const reader = openHandle(file, { readOnly: true })
  expect(() => reader.run('create table a (b)', [])).toThrow('readonly')
  reader.close()
  writer.close()
})

it('a prepared statement stays correct when the table changes', () => {
  const handle = openHandle(join(folder, 'a.db'), { readOnly: false })
  handle.run('create table a (b)', [])
  handle.run('insert into a values (?)', [1])
  expect(handle.run('select * from a', []).rows).toEqual([{ b: 1 }])
  handle.run('alter table a add column c', [])
  expect(handle.run('select * from a', []).rows).toEqual([{ b: 1, c: null }])
  handle.close()
})

it('versions of SQLite compare by number', () => {
  expect(['3.51.2', '3.51.3', '3.51.10', '3.6.0', '4.0'].map((version) => isAtLeast(version, [3, 51, 3]))).toEqual([
    false,
    true,
    true,
    false,
    true,
  ])
})
