import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCommand } from '../../test/support/command-line.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-test-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const migrate = (...args: string[]) => runCommand(['migrate', ...args], { TERRACE_DATA_DIR: directory, TERRACE_LOG_LEVEL: 'silent' })

test('--check lists pending migrations with exit code 1, and changes nothing', async () => {
  const first = await migrate('--check')
  expect(first).toMatchObject({ code: 1, stdout: expect.stringContaining('pending: 0001') })
  expect(await migrate('--check')).toEqual(first)
})

test('pending migrations are applied once, and the database is then up to date', async () => {
  expect(await migrate()).toMatchObject({ code: 0, stdout: expect.stringContaining('applied: 0001') })
  expect(await migrate()).toEqual({ code: 0, stdout: 'The database is up to date.\n', stderr: '' })
  expect(await migrate('--check')).toEqual({ code: 0, stdout: 'The database is up to date.\n', stderr: '' })
})
