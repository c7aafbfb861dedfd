import { expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'

it('doubles the delay after every failure, up to ten minutes, plus at most a fifth', () => {
  expect([1, 2, 3, 9, 10, 100].map((attempt) => backoffMs(attempt, 0))).toEqual([2000, 4000, 8000, 512_000, 600_000, 600_000])
  expect(backoffMs(1, 1)).toBe(2400)
})
