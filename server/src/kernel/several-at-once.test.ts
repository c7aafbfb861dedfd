import { expect, it } from 'vitest'
import { severalAtOnce } from './several-at-once.ts'

it('processes a few at a time, and returns the results in order', async () => {
  let busy = 0
  let most = 0
  const doubled = await severalAtOnce([1, 2, 3, 4, 5, 6, 7], 3, async (number) => {
    most = Math.max(most, ++busy)
    for (let turn = 0; turn < 10 - number; turn++) await Promise.resolve()
    busy -= 1
    return number * 2
  })
  expect(doubled).toEqual([2, 4, 6, 8, 10, 12, 14])
  expect(most).toBe(3)
})

it('starts nothing more after a failure, and fails with it', async () => {
  const begun: number[] = []
  const work = async (number: number) => {
    begun.push(number)
    if (number === 2) throw new Error('two')
  }
  await expect(severalAtOnce([1, 2, 3, 4, 5, 6], 1, work)).rejects.toThrow('two')
  expect(begun).toEqual([1, 2])
})
