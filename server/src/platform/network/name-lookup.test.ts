import { describe, expect, test } from 'vitest'
import { createNameLookup, type ResolvedAddress } from './name-lookup.ts'

const FROM_SYSTEM: ResolvedAddress[] = [{ address: '192.0.2.1', family: 4 }]
const FROM_NAME_SERVER: ResolvedAddress[] = [{ address: '192.0.2.2', family: 4 }]
const direct = async () => FROM_NAME_SERVER

/** A system whose answer about `slow.example` waits until the test gives it. */
function slowSystem() {
  const slow = Promise.withResolvers<ResolvedAddress[]>()
  const asked: string[] = []
  const system = async (host: string) => {
    asked.push(host)
    return host === 'slow.example' ? await slow.promise : FROM_SYSTEM
  }
  return { system, asked, answer: () => slow.resolve(FROM_SYSTEM) }
}

describe('a lookup of names', () => {
  test('goes on for others while a slow name server holds the system up, and goes back to the system afterwards', async () => {
    const { system, asked, answer } = slowSystem()
    const lookup = createNameLookup({ system, direct, patienceMs: 1 })
    const slow = lookup('slow.example')
    for (const host of ['a.example', 'b.example']) expect([host, await lookup(host)]).toEqual([host, FROM_NAME_SERVER])
    expect(asked).toEqual(['slow.example'])
    answer()
    expect(await slow).toEqual(FROM_SYSTEM)
    expect(await lookup('a.example')).toEqual(FROM_SYSTEM)
  })

  test('keeps the system to one name at a time, in the order of the requests', async () => {
    const { system, asked, answer } = slowSystem()
    const lookup = createNameLookup({ system, direct, patienceMs: 60_000 })
    const found = ['slow.example', 'a.example', 'b.example'].map(lookup)
    await expect.poll(() => asked).toEqual(['slow.example'])
    answer()
    expect(await Promise.all(found)).toEqual([FROM_SYSTEM, FROM_SYSTEM, FROM_SYSTEM])
    expect(asked).toEqual(['slow.example', 'a.example', 'b.example'])
  })

  test('asks once for all who want the same name at the same time, and again when it failed', async () => {
    let asked = 0
    const system = async () => {
      asked += 1
      throw new Error(`failure ${asked}`)
    }
    const lookup = createNameLookup({ system, direct })
    const both = await Promise.allSettled([lookup('a.example'), lookup('a.example')])
    expect(both.map((each) => each.status)).toEqual(['rejected', 'rejected'])
    await expect(lookup('a.example')).rejects.toThrow('failure 2')
  })

  test('takes an address as it is', async () => {
    const { system, asked } = slowSystem()
    const lookup = createNameLookup({ system, direct })
    void lookup('slow.example')
    expect(await lookup('192.0.2.9')).toEqual([{ address: '192.0.2.9', family: 4 }])
    expect(await lookup('2001:db8::1')).toEqual([{ address: '2001:db8::1', family: 6 }])
    expect(asked).toEqual(['slow.example'])
  })
})
