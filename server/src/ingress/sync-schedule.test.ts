import { expect, it } from 'vitest'
import { nextSyncAt, type SyncFacts } from './sync-schedule.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const NOW = 1_800_000_000_000

function minutes(facts: Partial<SyncFacts>, random = 0.5): number {
  const usual: SyncFacts = {
    lastEventAt: null,
    lastChangeAt: null,
    createdAt: NOW - 5 * DAY,
    webhookWorks: true,
    needsReauthorization: false,
  }
  return (nextSyncAt({ ...usual, ...facts }, { now: NOW, random }) - NOW) / MINUTE
}

const idle = (days: number) => ({ createdAt: NOW - 400 * DAY, lastChangeAt: NOW - days * DAY })

it.each<[string, Partial<SyncFacts>, number]>([
  ['usually', {}, 15],
  ['right after the host said something', { lastEventAt: NOW }, 2],
  ['19 minutes after the host said something', { lastEventAt: NOW - 19 * MINUTE }, 2],
  ['20 minutes after it', { lastEventAt: NOW - 20 * MINUTE }, 15],
  ['after a change that was found', { lastChangeAt: NOW - MINUTE, lastEventAt: NOW - DAY }, 2],
  ['after 29 idle days', idle(29), 15],
  ['after 40 idle days', idle(40), 30],
  ['after 50 idle days', idle(50), 60],
  ['after 70 idle days', idle(70), 240],
  ['after 80 idle days', idle(80), 360],
  ['after a year', idle(365), 360],
  ['when nobody would tell', { webhookWorks: false }, 5],
  ['when nobody would tell, after an event', { webhookWorks: false, lastEventAt: NOW }, 2],
  ['when nobody would tell and nothing happened for long', { webhookWorks: false, ...idle(31) }, 15],
  ['when the credential is refused', { needsReauthorization: true }, 360],
  ['when the credential is refused, whatever the host says', { needsReauthorization: true, lastEventAt: NOW }, 360],
])('a repository is looked at again %s', (_when, facts, expected) => {
  expect(minutes(facts)).toBeCloseTo(expected, 3)
})

it('a repository is looked at up to a fifth earlier or later', () => {
  expect([minutes({}, 0), minutes({}, 1)]).toEqual([12, 18])
})
