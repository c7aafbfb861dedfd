import { expect, it } from 'vitest'
import { describeOnOneDatabase } from '../../test/support/databases.ts'
import { changesOn, provenPassword } from '../../test/support/identity-ports.ts'
import { createManualClock } from '../../test/support/jobs.ts'
import { UserRegistry } from '../accounts/index.ts'
import type { Queries } from '../database/index.ts'
import { Unauthenticated } from '../kernel/index.ts'
import { RequestOrigins } from '../platform/request-origin/index.ts'
import { Sessions, sessionsEndWithPassword } from './sessions.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

async function sessionsOn(database: Queries) {
  const clock = createManualClock()
  const { changes, accessChanges, recorded } = changesOn(database)
  const registry = new UserRegistry({ queries: database, clock, accessChanges })
  const register = (username: string) => registry.register({ username, email: `${username}@example.com`, siteAdmin: false })
  const [ada, bob] = [await register('ada'), await register('bob')]
  recorded.length = 0
  const stored = () => database.selectFrom('browser_sessions').selectAll().orderBy('created_at').execute()
  const sessions = new Sessions({ queries: database, clock, changes, accessChanges, origins: new RequestOrigins() })
  const userOf = async (secret: string) => (await sessions.find(secret))?.userId
  return { clock, recorded, ada, bob, stored, sessions, userOf }
}

describeOnOneDatabase('a session', (open) => {
  it('is found by its secret, which is unique and not stored', async () => {
    const { sessions, ada, bob, stored, userOf } = await sessionsOn((await open()).queries)
    const secrets = [
      await sessions.start(ada, provenPassword),
      await sessions.start(ada, provenPassword),
      await sessions.start(bob, provenPassword),
    ]
    expect(new Set(secrets).size).toBe(3)
    expect(await Promise.all(secrets.map((secret) => userOf(secret)))).toEqual([ada.id, ada.id, bob.id])
    const text = JSON.stringify(await stored())
    for (const secret of secrets) expect(text).not.toContain(secret)
  })

  it('is not found with another secret, with its stored hash, or with nothing', async () => {
    const { sessions, ada, stored, userOf } = await sessionsOn((await open()).queries)
    const secret = await sessions.start(ada, provenPassword)
    const [row] = await stored()
    for (const other of ['', 'x', secret.slice(1), `${secret}x`, secret.toUpperCase(), 'A'.repeat(43), row?.secret_hash ?? '']) {
      expect([other, await userOf(other)]).toEqual([other, undefined])
    }
  })

  it('ends a week after it began, however much it is used', async () => {
    const { sessions, ada, clock, userOf } = await sessionsOn((await open()).queries)
    const secret = await sessions.start(ada, provenPassword)
    for (let passed = 0; passed < 7 * DAY - HOUR; passed += HOUR) {
      expect(await userOf(secret)).toBe(ada.id)
      clock.advance(HOUR)
    }
    clock.advance(HOUR - 1)
    expect(await userOf(secret)).toBe(ada.id)
    clock.advance(1)
    expect(await userOf(secret)).toBeUndefined()
  })

  it('ends twelve hours after its last use', async () => {
    const { sessions, ada, clock, userOf } = await sessionsOn((await open()).queries)
    const secret = await sessions.start(ada, provenPassword)
    clock.advance(12 * HOUR - 1)
    expect(await userOf(secret)).toBe(ada.id)
    clock.advance(12 * HOUR - 1)
    expect(await userOf(secret)).toBe(ada.id)
    clock.advance(12 * HOUR)
    expect(await userOf(secret)).toBeUndefined()
  })

  it('records its use at most once a minute', async () => {
    const { sessions, ada, clock, stored, userOf } = await sessionsOn((await open()).queries)
    const secret = await sessions.start(ada, provenPassword)
    const began = clock.now()
    clock.advance(MINUTE - 1)
    await userOf(secret)
    expect((await stored())[0]?.last_used_at).toBe(began)
    clock.advance(1)
    await userOf(secret)
    expect((await stored())[0]?.last_used_at).toBe(began + MINUTE)
  })

  it('ends alone when the user signs out; all other sessions continue', async () => {
    const { sessions, ada, bob, userOf } = await sessionsOn((await open()).queries)
    const [ended, other, bobs] = [
      await sessions.start(ada, provenPassword),
      await sessions.start(ada, provenPassword),
      await sessions.start(bob, provenPassword),
    ]
    await sessions.end(ended, ada)
    expect(await Promise.all([ended, other, bobs].map((secret) => userOf(secret)))).toEqual([undefined, ada.id, bob.id])
  })

  it('ends with all other sessions of the user, and of nobody else, when the password changes', async () => {
    const { queries } = await open()
    const { sessions, ada, bob, userOf } = await sessionsOn(queries)
    const secrets = [
      await sessions.start(ada, provenPassword),
      await sessions.start(ada, provenPassword),
      await sessions.start(bob, provenPassword),
    ]
    await queries.transaction().execute((transaction: Queries) => sessionsEndWithPassword.passwordChanged(transaction, ada.id))
    expect(await Promise.all(secrets.map((secret) => userOf(secret)))).toEqual([undefined, undefined, bob.id])
  })

  it('stays when a change of the password is rolled back', async () => {
    const { queries } = await open()
    const { sessions, ada, userOf } = await sessionsOn(queries)
    const secret = await sessions.start(ada, provenPassword)
    const change = queries.transaction().execute(async (transaction: Queries) => {
      await sessionsEndWithPassword.passwordChanged(transaction, ada.id)
      throw new Error('the audit trail cannot be written')
    })
    await expect(change).rejects.toThrow('cannot be written')
    expect(await userOf(secret)).toBe(ada.id)
  })

  it('is deleted after it ended, when anybody signs in; active sessions stay', async () => {
    const { sessions, ada, bob, clock, stored, userOf } = await sessionsOn((await open()).queries)
    const [unused, old] = [await sessions.start(ada, provenPassword), await sessions.start(ada, provenPassword)]
    for (let passed = 0; passed < 7 * DAY; passed += 12 * HOUR - 1) {
      await userOf(old)
      clock.advance(12 * HOUR - 1)
    }
    const fresh = await sessions.start(bob, provenPassword)
    expect((await stored()).map(({ user_id }) => user_id)).toEqual([bob.id])
    const idle = clock.now()
    clock.advance(12 * HOUR - 1)
    await sessions.start(ada, provenPassword)
    expect((await stored()).map(({ created_at }) => created_at)).toEqual([idle, clock.now()])
    expect(await Promise.all([unused, old, fresh].map((secret) => userOf(secret)))).toEqual([undefined, undefined, bob.id])
  })

  it('is in the audit trail of its user when it starts and when it ends', async () => {
    const { sessions, ada, recorded } = await sessionsOn((await open()).queries)
    await sessions.end(await sessions.start(ada, provenPassword), ada)
    const resource = { type: 'user', id: ada.id, meta: { username: 'ada' } }
    const subject = { kind: 'user', userId: ada.id, siteAdmin: false, roles: [] }
    expect(recorded).toEqual(['sign_in', 'sign_out'].map((action) => ({ subject, action, resource, userId: ada.id })))
  })

  it('does not begin when the password changed after it was checked', async () => {
    const { sessions, ada, stored } = await sessionsOn((await open()).queries)
    const gone = { check: () => Promise.reject(new Unauthenticated('The password was changed meanwhile')) }
    await expect(sessions.start(ada, gone)).rejects.toThrow(Unauthenticated)
    expect(await stored()).toEqual([])
  })
})
