import { expect, it } from 'vitest'
import { AccountRoles, UserRegistry } from '../../src/accounts/index.ts'
import { SubjectCache, Subjects, TokenLimits } from '../../src/authentication-tokens/index.ts'
import type { Queries } from '../../src/database/index.ts'
import { Unauthenticated } from '../../src/kernel/index.ts'
import { SessionAuthenticator } from '../../src/login/session-authenticator.ts'
import { Sessions } from '../../src/login/sessions.ts'
import { ModuleSharingRows } from '../../src/organizations/index.ts'
import type { Subject } from '../../src/permissions/index.ts'
import { RequestOrigins } from '../../src/platform/request-origin/index.ts'
import { describeOnEveryDatabase } from '../support/databases.ts'
import { changesOn, provenPassword } from '../support/identity-ports.ts'

const START = Date.UTC(2026, 0, 31, 12)

async function sessionsOn(queries: Queries) {
  const clock = { time: START, now: () => clock.time }
  const cache = new SubjectCache<Extract<Subject, { kind: 'user' }>>({ clock })
  const { changes, accessChanges } = changesOn(queries, [cache])
  const sessions = new Sessions({ queries, clock, changes, accessChanges, origins: new RequestOrigins() })
  const subjects = new Subjects({
    roles: new AccountRoles({ queries }),
    limits: new TokenLimits({ queries }),
    sharing: new ModuleSharingRows(queries),
  })
  const authenticator = new SessionAuthenticator({ sessions, subjects, cache })
  const user = await new UserRegistry({ queries, clock, accessChanges }).register({ username: 'ada', email: 'a@b.c', siteAdmin: true })
  return { clock, sessions, authenticator, user }
}

describeOnEveryDatabase('the subject of a browser session', (open) => {
  it('resolves to its user, cached for a second and dropped when the session ends', async () => {
    const { authenticator, sessions, user, clock } = await sessionsOn((await open()).queries)
    const secret = await sessions.start(user, provenPassword)
    expect(authenticator.authenticateCached(secret)).toBeUndefined()
    const subject = await authenticator.authenticate(secret)
    expect(subject).toEqual({
      kind: 'user',
      userId: user.id,
      siteAdmin: true,
      roles: [],
      credential: { kind: 'session', secretHash: expect.any(String) },
    })
    clock.time += 999
    expect(authenticator.authenticateCached(secret)).toBe(subject)
    clock.time += 1
    expect(authenticator.authenticateCached(secret)).toBeUndefined()
    await authenticator.authenticate(secret)
    await sessions.end(secret, user)
    expect(authenticator.authenticateCached(secret)).toBeUndefined()
    await expect(authenticator.authenticate(secret)).rejects.toThrow(Unauthenticated)
  })

  it('is not cached beyond the end of the session', async () => {
    const { queries } = await open()
    const { authenticator, sessions, user, clock } = await sessionsOn(queries)
    const secret = await sessions.start(user, provenPassword)
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

  it('is refused when the user is suspended or deleted', async () => {
    const { queries } = await open()
    const { authenticator, sessions, user, clock } = await sessionsOn(queries)
    const secret = await sessions.start(user, provenPassword)
    await queries.updateTable('users').set({ suspended_at: clock.time }).execute()
    await expect(authenticator.authenticate(secret)).rejects.toThrow(Unauthenticated)
    await queries.updateTable('users').set({ suspended_at: null }).execute()
    await expect(authenticator.authenticate(secret)).resolves.toBeDefined()
    await queries.deleteFrom('users').execute()
    clock.time += 1000
    await expect(authenticator.authenticate(secret)).rejects.toThrow(Unauthenticated)
  })
})
