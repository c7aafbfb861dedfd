import { expect, it } from 'vitest'
import { createIdleLook } from './release-memory.ts'

/** @returns at which of the looks memory was released */
function releasedAt(utilizations: readonly number[]): number[] {
  const released: number[] = []
  let at = 0
  let isNew = false
  const look = createIdleLook({
    utilization() {
      // The second question of a look is about collecting itself.
      if (!isNew) return 1
      isNew = false
      return utilizations[at] ?? 0
    },
    collect: () => released.push(at),
  })
  for (; at < utilizations.length; at++) {
    isNew = true
    look()
  }
  return released
}

it('memory is released once the process is idle after its start, and not again', () => {
  expect(releasedAt([0.9, 0.3, 0.01, 0.01, 0.01])).toEqual([2])
})

it('memory is released again after the process was busy, not after a little work', () => {
  expect(releasedAt([0.01, 0.1, 0.01, 0.6, 0.1, 0.01, 0.01])).toEqual([0, 5])
})

it('a process that is never idle goes on without a pause', () => {
  expect(releasedAt([0.9, 0.06, 0.5, 0.1, 0.07])).toEqual([])
})
