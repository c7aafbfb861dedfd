import { expect, it } from 'vitest'
import { createManualClock } from '../../../test/support/jobs.ts'
import { createTokenBuckets } from './token-buckets.ts'

function bucketsOf(burst: number, maxKeys?: number) {
  const clock = createManualClock()
  return { clock, buckets: createTokenBuckets({ burst, refillMs: 1000, clock, ...(maxKeys === undefined ? {} : { maxKeys }) }) }
}

it('gives as many as allowed at once, then one with every period, and never more than allowed', () => {
  const { clock, buckets } = bucketsOf(2)
  expect([1, 2, 3].map(() => buckets.take('ada'))).toEqual([1, 0, undefined])
  expect(buckets.wait('ada')).toBe(1000)
  clock.advance(1000)
  expect([buckets.wait('ada'), buckets.take('ada'), buckets.take('ada')]).toEqual([0, 0, undefined])
  clock.advance(3_600_000)
  expect(buckets.take('ada')).toBe(1)
})

it('gives nobody a new bucket for making up other keys', () => {
  const { buckets } = bucketsOf(1, 100)
  buckets.take('guesser')
  for (let made = 0; made < 1000; made++) buckets.take(`made up ${made}`)
  expect(buckets.take('guesser')).toBeUndefined()
})

it('lets keys beyond the limit share a bucket until another one is full', () => {
  const { clock, buckets } = bucketsOf(1, 2)
  for (const key of ['a', 'b']) buckets.take(key)
  expect([buckets.take('c'), buckets.take('d')]).toEqual([0, undefined])
  clock.advance(1000)
  expect(['c', 'd', 'a'].map((key) => buckets.take(key))).toEqual([0, 0, 0])
})

it('takes back what was not meant to count', () => {
  const { buckets } = bucketsOf(1)
  for (let round = 0; round < 5; round++) {
    expect(buckets.take('ada')).toBe(0)
    buckets.giveBack('ada')
  }
})
