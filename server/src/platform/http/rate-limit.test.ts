import { expect, it } from 'vitest'
import { createRateLimiter } from './rate-limit.ts'

function limiterAt(perSecond: number) {
  const clock = { time: 0, now: () => clock.time }
  return { clock, limiter: createRateLimiter(perSecond, clock) }
}

it("allows a burst of one second's requests, and counts down", () => {
  const { limiter } = limiterAt(3)
  expect([1, 2, 3, 4].map(() => limiter.take('ada'))).toEqual([2, 1, 0, undefined])
})

it('refills evenly, and never beyond one second', () => {
  const { clock, limiter } = limiterAt(10)
  for (let index = 0; index < 10; index++) limiter.take('ada')
  clock.time = 100
  expect([limiter.take('ada'), limiter.take('ada')]).toEqual([0, undefined])
  clock.time = 3_600_000
  expect(limiter.take('ada')).toBe(9)
})

it('counts every client separately', () => {
  const { limiter } = limiterAt(1)
  expect([limiter.take('ada'), limiter.take('bob'), limiter.take('ada')]).toEqual([0, 0, undefined])
})

it('evicts the least recently seen client when there are too many', () => {
  const { limiter } = limiterAt(1)
  limiter.take('first')
  for (let index = 0; index < 10_000; index++) limiter.take(`client-${index}`)
  expect(limiter.take('client-9999')).toBeUndefined()
  expect(limiter.take('first')).toBe(0)
})
