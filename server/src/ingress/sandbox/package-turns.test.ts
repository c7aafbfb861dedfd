import { expect, it } from 'vitest'
import { createManualClock } from '../../../test/support/jobs.ts'
import { PackageTurns } from './package-turns.ts'

const TEN_MINUTES = 10 * 60_000

interface Package {
  organization: string
  number: number
}

function prepare(processes: number) {
  const clock = createManualClock()
  const turns = new PackageTurns<Package>({ processes, now: () => clock.now() })
  const waiting = (organization: string, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const order = { organization, number: index + 1 }
      turns.wait(order)
      return order
    })
  const begun = () => {
    const order = turns.next()
    return order === undefined ? undefined : `${order.organization}${order.number}`
  }
  /** Begins and ends one after the other. */
  const allInTurn = () => {
    const order: string[] = []
    for (let next = turns.next(); next !== undefined; next = turns.next()) {
      order.push(`${next.organization}${next.number}`)
      turns.end(next)
    }
    return order
  }
  return { clock, turns, waiting, begun, allInTurn }
}

it('organizations take turns, however many packages one of them has', () => {
  const { waiting, allInTurn } = prepare(1)
  waiting('a', 4)
  waiting('b', 2)
  waiting('c', 1)
  expect(allInTurn()).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4'])
})

it('one organization never has all processes', () => {
  const { waiting, begun } = prepare(3)
  waiting('a', 5)
  expect([begun(), begun(), begun()]).toEqual(['a1', 'a2', undefined])
  waiting('b', 1)
  expect([begun(), begun()]).toEqual(['b1', undefined])
})

it('with one process, an organization has it', () => {
  const { waiting, allInTurn } = prepare(1)
  waiting('a', 2)
  expect(allInTurn()).toEqual(['a1', 'a2'])
})

it('heavy packages have half of the processes, and give back what is more', () => {
  const { turns, waiting, begun } = prepare(4)
  const heavy = ['a', 'b', 'c', 'd'].flatMap((organization) => waiting(organization, 1))
  heavy.forEach(() => turns.next())
  expect(heavy.map((order) => turns.takesLong(order))).toEqual([true, true, false, false])
  for (const order of heavy.slice(2)) {
    turns.end(order)
    turns.wait(order)
  }
  expect(begun()).toBeUndefined()
  waiting('light', 3)
  expect([begun(), begun()]).toEqual(['light1', 'light2'])
})

it('an organization with heavy packages waits for a process of the heavy ones, for some minutes', () => {
  const { clock, turns, waiting, begun } = prepare(2)
  const [first] = waiting('a', 2)
  const [other] = waiting('b', 2)
  begun()
  begun()
  turns.takesLong(first!)
  turns.takesLong(other!)
  turns.end(other!)
  expect(begun()).toBeUndefined()
  clock.advance(TEN_MINUTES)
  expect(begun()).toBe('b2')
})

it('a package that is withdrawn has no turn', () => {
  const { turns, waiting, begun } = prepare(2)
  const [order] = waiting('a', 1)
  expect(turns.withdraw(order!)).toBe(true)
  expect(begun()).toBeUndefined()
  expect(turns.withdraw(order!)).toBe(false)
})
