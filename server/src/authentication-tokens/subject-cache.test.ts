import { expect, it } from 'vitest'
import { ANONYMOUS } from '../permissions/index.ts'
import { SubjectCache } from './subject-cache.ts'

/** A cache, and look-ups that end when the test says so. */
function cacheWithSlowLookUps() {
  const cache = new SubjectCache({ clock: { now: () => 0 } })
  const lookUps: PromiseWithResolvers<void>[] = []
  const ask = (credential: string) =>
    cache.through(credential, async () => {
      const lookUp = Promise.withResolvers<void>()
      lookUps.push(lookUp)
      await lookUp.promise
      return { subject: { ...ANONYMOUS }, expiresAt: null }
    })
  return { cache, lookUps, ask }
}

it('looks a credential up once for all who bring it at the same moment', async () => {
  const { lookUps, ask } = cacheWithSlowLookUps()
  const asked = [ask('one'), ask('one'), ask('other'), ask('one')]
  expect(lookUps.length).toBe(2)
  for (const { resolve } of lookUps) resolve()
  const [first, second, another] = await Promise.all(asked)
  expect(second).toBe(first)
  expect(another).not.toBe(first)
})

it('looks it up anew for whoever brings it after a change, and when a look-up failed', async () => {
  const { cache, lookUps, ask } = cacheWithSlowLookUps()
  const before = ask('one')
  cache.accessChanged()
  const after = ask('one')
  expect(lookUps.length).toBe(2)
  lookUps[0]?.reject(new Error('no database'))
  await expect(before).rejects.toThrow('no database')
  const meanwhile = ask('one')
  expect(lookUps.length).toBe(2)
  lookUps[1]?.reject(new Error('no database'))
  await expect(Promise.all([after, meanwhile])).rejects.toThrow('no database')
  void ask('one')
  expect(lookUps.length).toBe(3)
})
