import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDataDirectory } from './exclusive-lock.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-test-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

test('a data directory is locked until its lock is released', () => {
  const lock = lockDataDirectory(directory)
  expect(() => lockDataDirectory(directory)).toThrow(`another server is running in ${directory}`)
  lock[Symbol.dispose]()
  lockDataDirectory(directory)[Symbol.dispose]()
})

test('processes that share a data directory exclude only one that does not', () => {
  const locks = [lockDataDirectory(directory, { shared: true }), lockDataDirectory(directory, { shared: true })]
  expect(() => lockDataDirectory(directory)).toThrow(`another server is running in ${directory}`)
  for (const lock of locks) lock[Symbol.dispose]()
  using _alone = lockDataDirectory(directory)
  expect(() => lockDataDirectory(directory, { shared: true })).toThrow(`another server is running in ${directory}`)
})
