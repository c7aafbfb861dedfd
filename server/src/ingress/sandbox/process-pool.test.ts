import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createProcessPool } from './process-pool.ts'
import type { SandboxProcess } from './sandbox-process.ts'

const MINUTE = 60_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A pool, and the processes that it started. */
function openPool() {
  const started: { isAlive: boolean }[] = []
  const start = (): SandboxProcess => {
    const state = { isAlive: true }
    started.push(state)
    return {
      ask: async () => ({ kind: 'error', message: 'nobody asks' }),
      isAlive: () => state.isAlive,
      kill() {
        state.isAlive = false
      },
    }
  }
  return { pool: createProcessPool(start), started, alive: () => started.filter(({ isAlive }) => isAlive).length }
}

it('starts a process for the first package, and not before', () => {
  const { pool, started } = openPool()
  expect(started).toHaveLength(0)
  pool.take('one')
  expect(started).toHaveLength(1)
})

it('ends every process that had nothing to do for a minute, and starts another for the next package', () => {
  const { pool, started, alive } = openPool()
  const [one, other] = [pool.take('one'), pool.take('other')]
  pool.giveBack(one)
  pool.giveBack(other)
  vi.advanceTimersByTime(MINUTE - 1)
  expect(alive()).toBe(2)
  vi.advanceTimersByTime(1)
  expect(alive()).toBe(0)
  expect(pool.take('one').isAlive()).toBe(true)
  expect(started).toHaveLength(3)
})

it('leaves a process alone that is at work, however long it takes, and one that has just ended its work', () => {
  const { pool, started, alive } = openPool()
  pool.giveBack(pool.take('one'))
  vi.advanceTimersByTime(MINUTE - 1)
  const working = pool.take('one')
  vi.advanceTimersByTime(10 * MINUTE)
  expect([working.isAlive(), started.length]).toEqual([true, 1])
  pool.giveBack(working)
  vi.advanceTimersByTime(MINUTE - 1)
  expect(alive()).toBe(1)
})
