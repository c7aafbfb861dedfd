import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import { AccountRoles, UserRegistry } from '../accounts/index.ts'
import { AccessChanges, AuditedChanges } from '../audit-trail/index.ts'
import { SubjectCache, Subjects } from '../authentication-tokens/index.ts'
import type { Queries } from '../database/index.ts'
import { Unauthenticated } from '../kernel/index.ts'
import { ModuleSharingRows } from '../organizations/index.ts'
import type { Subject } from '../permissions/index.ts'
import { SessionAuthenticator } from './session-authenticator.ts'
import { Sessions, sessionsEndWithPassword } from './sessions.ts'

const START = Date.UTC(2026, 0, 31, 12)
const MINUTE = 60_000
const HOUR = 60 * MINUTE

async function sessionsOn(queries: Queries) {
  const clock = { time: START, now: () => clock.time }
  const cache = new SubjectCache<Extract<Subject, { kind: 'user' }>>({ clock })
  const told: string[] = []
  const trail = {
    record: async () => undefined,
    accessor: async () => ({ id: null, name: 'ada' }),
    write: async (_tx: Queries, { action }: { action: string }) => void told.push(action),
    moment: () => ({ recordedAt: clock.time, requestId: null, remoteAddress: null }),
  }
  const changes = new AuditedChanges({ queries, trail })
  const accessChanges = new AccessChanges({ changes, memories: [cache] })
  const sessions = new Sessions({ queries, clock, changes, accessChanges })
  const subjects = new Subjects({ roles: new AccountRoles({ queries }), sharing: new ModuleSharingRows(queries) })
  const authenticator = new SessionAuthenticator({ sessions, subjects, cache })
  const user = await new UserRegistry({ queries, clock, accessChanges }).register({ username: 'ada', email: 'a@b.c', siteAdmin: true })
  return { clock, told, sessions, authenticator, user }
}

describeOnEveryDatabase('a browser session', (open) => {
  it('is found by its secret alone, which the database does not have', async () => {
    const { queries } = await open()
    const { sessions, user } = await sessionsOn(queries)
    const secret = await sessions.start(user)
    expect(await sessions.find(secret)).toMatchObject({ userId: user.id, createdAt: START, expiresAt: START + 7 * 24 * HOUR })
    for (const wrong of ['', 'x', 'a'.repeat(43), `${secret}x`]) expect(await sessions.find(wrong)).toBeUndefined()
    expect(JSON.stringify(await queries.selectFrom('browser_sessions').selectAll().execute())).not.toContain(secret)
    expect(await sessions.start(user)).not.toBe(secret)
  })

  it('ends after twelve hours without use, to the millisecond', async () => {
    const { sessions, user, clock } = await sessionsOn((await open()).queries)
    const secret = await sessions.start(user)
    clock.time = START + 12 * HOUR - 1
    expect(await sessions.find(secret)).toBeDefined()
    clock.time += 12 * HOUR
    expect(await sessions.find(secret)).toBeUndefined()
  })

  it('ends after a week, however much it was used', async () => {
    const { sessions, user, clock } = await sessionsOn((await open()).queries)
    const secret = await sessions.start(user)
    for (let used = 0; used < 15; used++) {
      clock.time += 11 * HOUR
      expect(await sessions.find(secret)).toBeDefined()
    }
    clock.time = START + 7 * 24 * HOUR - 1
    expect(await sessions.find(secret)).toBeDefined()
    clock.time += 1
    expect(await sessions.find(secret)).toBeUndefined()
  })

  it('notes its use once a minute', async () => {
    const { sessions, user, clock } = await sessionsOn((await open()).queries)
    const secret = await sessions.start(user)
    const lastUse = async () => (await sessions.find(secret))?.lastUsedAt
    clock.time = START + MINUTE - 1
    await sessions.find(secret)
    expect(await lastUse()).toBe(START)
    clock.time = START + MINUTE
    await sessions.find(secret)
    expect(await lastUse()).toBe(START + MINUTE)
  })

  it('is told of in the audit trail when it begins, and when it ends, once', async () => {
    const { sessions, user, told } = await sessionsOn((await open()).queries)
    const secret = await sessions.start(user)
    await Promise.all([sessions.end(secret, user), sessions.end(secret, user)])
    expect(told).toEqual(['create', 'sign_in', 'sign_out'])
  })

  it('makes room for new ones: dead sessions are deleted', async () => {
    const { queries } = await open()
    const { sessions, user, clock } = await sessionsOn(queries)
    await sessions.start(user)
    clock.time += 12 * HOUR
    await sessions.start(user)
    expect(await queries.selectFrom('browser_sessions').select('created_at').execute()).toEqual([{ created_at: clock.time }])
  })

  it('ends with a new password, and those of other users do not', async () => {
    const { queries } = await open()
    const { sessions, user } = await sessionsOn(queries)
    const secret = await sessions.start(user)
    await sessionsEndWithPassword.passwordChanged(queries, 'user-0000000000000000' as typeof user.id)
    expect(await sessions.find(secret)).toBeDefined()
    await sessionsEndWithPassword.passwordChanged(queries, user.id)
    expect(await sessions.find(secret)).toBeUndefined()
  })
})

describeOnEveryDatabase('the subject of a browser session', (open) => {
  it('is its user, remembered for a second, and forgotten when the session ends', async () => {
    const { authenticator, sessions, user, clock } = await sessionsOn((await open()).queries)
    const secret = await sessions.start(user)
    expect(authenticator.authenticateCached(secret)).toBeUndefined()
    const subject = await authenticator.authenticate(secret)
    expect(subject).toEqual({ kind: 'user', userId: user.id, siteAdmin: true, roles: [] })
    clock.time += 999
    expect(authenticator.authenticateCached(secret)).toBe(subject)
    clock.time += 1
    expect(authenticator.authenticateCached(secret)).toBeUndefined()
    await authenticator.authenticate(secret)
    await sessions.end(secret, user)
    expect(authenticator.authenticateCached(secret)).toBeUndefined()
    await expect(authenticator.authenticate(secret)).rejects.toThrow(Unauthenticated)
  })

  it('is not remembered beyond the end of the session', async () => {
    const { queries } = await open()
    const { authenticator, sessions, user, clock } = await sessionsOn(queries)
    const secret = await sessions.start(user)
    await queries
      .updateTable('browser_sessions')
      .set({ expires_at: START + 500 })
      .execute()
    await authenticator.authenticate(secret)
    clock.time = START + 499
    expect(authenticator.authenticateCached(secret)).toBeDefined()
    clock.time += 1
    expect(authenticator.authenticateCached(secret)).toBeUndefined()
    await expect(authenticator.authenticate(secret)).rejects.toThrow(Unauthenticated)
  })

  it('is nobody when the user is suspended or gone', async () => {
    const { queries } = await open()
    const { authenticator, sessions, user, clock } = await sessionsOn(queries)
    const secret = await sessions.start(user)
    await queries.updateTable('users').set({ suspended_at: clock.time }).execute()
    await expect(authenticator.authenticate(secret)).rejects.toThrow(Unauthenticated)
    await queries.updateTable('users').set({ suspended_at: null }).execute()
    await expect(authenticator.authenticate(secret)).resolves.toBeDefined()
    await queries.deleteFrom('users').execute()
    clock.time += 1000
    await expect(authenticator.authenticate(secret)).rejects.toThrow(Unauthenticated)
  })
})
