import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDelayedWrites } from './delayed-writes.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const silent = pino({ level: 'silent' })

test('a killed process loses no more than its period', async () => {
  const flush = vi.fn(async () => undefined)
  createDelayedWrites([{ what: 'downloads', flush, everyMs: 1000 }], silent).start()
  await vi.advanceTimersByTimeAsync(999)
  expect(flush).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(2001)
  expect(flush).toHaveBeenCalledTimes(3)
})

test('a slow write never overlaps itself, a failed one is retried, and others continue meanwhile', async () => {
  const { promise, reject } = Promise.withResolvers<undefined>()
  const slow = vi.fn(() => promise)
  const quick = vi.fn(async () => undefined)
  createDelayedWrites(
    [
      { what: 'downloads', flush: slow, everyMs: 1000 },
      { what: 'uses of tokens', flush: quick, everyMs: 1000 },
    ],
    silent,
  ).start()
  await vi.advanceTimersByTimeAsync(3000)
  expect([slow.mock.calls.length, quick.mock.calls.length]).toEqual([1, 3])
  reject(new Error('no database'))
  await vi.advanceTimersByTimeAsync(1000)
  expect(slow).toHaveBeenCalledTimes(2)
})

test('stopping waits for the current write, then writes the rest, and nothing afterwards', async () => {
  const written: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  let first = true
  const flush = async () => {
    if (!first) return void written.push('rest')
    first = false
    await promise
    written.push('under way')
  }
  const writes = createDelayedWrites([{ what: 'downloads', flush, everyMs: 1000 }], silent)
  writes.start()
  await vi.advanceTimersByTimeAsync(1000)
  const stopped = writes.stop()
  resolve()
  await stopped
  await vi.advanceTimersByTimeAsync(10_000)
  expect(written).toEqual(['under way', 'rest'])
})
