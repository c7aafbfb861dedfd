import { expect, it } from 'vitest'
import { pauseAfter } from './pause.ts'

const MINUTE = 60_000
const NOW = 1_000_000_000_000
const exactly = { now: NOW, random: 0 }
const failing = (failures: number, until = NOW) => ({ reason: 'failing' as const, failures, until })

it.each([
  [undefined, 1],
  [failing(1), 2],
  [failing(2), 4],
  [failing(5), 32],
  [failing(6), 60],
  [failing(500), 60],
])('the pause of a failing host doubles every time, up to an hour (%#)', (before, minutes) => {
  expect(pauseAfter(before, { reason: 'failing' }, exactly).until).toBe(NOW + minutes * MINUTE)
})

it('ends up to a fifth earlier, never later', () => {
  expect(pauseAfter(undefined, { reason: 'failing' }, { now: NOW, random: 1 }).until).toBe(NOW + 48_000)
})

it('counts concurrent failures once', () => {
  const first = pauseAfter(undefined, { reason: 'failing' }, exactly)
  expect(pauseAfter(first, { reason: 'failing' }, { now: NOW + 1000, random: 0 })).toEqual(first)
})

it('waits as long as the host says, neither shorter nor longer, but no longer than a day', () => {
  const said = (retryAt: number) => pauseAfter(failing(3), { reason: 'rate_limited', retryAt }, { now: NOW, random: 1 }).until
  expect(said(NOW + 90_000)).toBe(NOW + 90_000)
  expect(said(NOW - 5)).toBe(NOW)
  expect(said(NOW + 40 * 24 * 60 * MINUTE)).toBe(NOW + 24 * 60 * MINUTE)
})

it('keeps the delay of the host when the host also fails', () => {
  const said = pauseAfter(undefined, { reason: 'rate_limited', retryAt: NOW + 10 * MINUTE }, exactly)
  expect(pauseAfter(said, { reason: 'failing' }, exactly)).toEqual(said)
})

it('waits at least a minute for a host that limits the rate without a delay', () => {
  expect(pauseAfter(undefined, { reason: 'rate_limited' }, { now: NOW, random: 1 }).until).toBe(NOW + MINUTE)
})
