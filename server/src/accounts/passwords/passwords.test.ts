// Signing in and changing a password. Hashes are slow on purpose, so each test uses as few as possible.
import { expect, it } from 'vitest'
import { describeOnOneDatabase } from '../../../test/support/databases.ts'
import { changesOn } from '../../../test/support/identity-ports.ts'
import { createManualClock } from '../../../test/support/jobs.ts'
import type { Queries } from '../../database/index.ts'
import { Invalid, NotFound, newId, TooManyAttempts, Unauthenticated, type UserId } from '../../kernel/index.ts'
import { ANONYMOUS, type Subject } from '../../permissions/index.ts'
import { UserRegistry } from '../user-registry.ts'
import { PasswordAttempts } from './password-attempts.ts'
import { PasswordResets } from './password-resets.ts'
import { Passwords } from './passwords.ts'

const OLD = 'correct horse battery'
const NEW = 'staple and something'
const HERE = '192.0.2.1'

async function passwordsOn(database: Queries) {
  const clock = createManualClock()
  const { accessChanges, recorded } = changesOn(database)
  const failures: string[] = []
  const signedOut: UserId[] = []
  const refused: string[] = []
  const parts = {
    queries: database,
    clock,
    accessChanges,
    passwordChanges: { passwordChanged: async (_tx: Queries, id: UserId) => void signedOut.push(id) },
  }
  const registry = new UserRegistry(parts)
  const resets = new PasswordResets(parts)
  const passwords = new Passwords({
    ...parts,
    attempts: new PasswordAttempts({ clock }),
    failures: { note: (subject, action, { username }) => void failures.push(`${subject.kind} ${action} ${username}`) },
    onRefused: (attempt, reason) => void refused.push(`${attempt}: ${reason}`),
  })
  const { id } = await registry.register({ username: 'ada', email: 'ada@example.com', siteAdmin: false })
  await resets.reset(id, OLD)
  ;[recorded.length, signedOut.length] = [0, 0]
  const ada: Subject = { kind: 'user', userId: id, siteAdmin: false, roles: [] }
  const signIn = (password: string, username = 'ada') => passwords.authenticate({ username, password, address: HERE })
  return { database, clock, registry, resets, passwords, recorded, failures, refused, signedOut, id, ada, signIn }
}

const wrong = (over = {}) => ({ current: OLD, password: NEW, confirmation: NEW, ...over })

describeOnOneDatabase('a password', (open) => {
  it('that is refused is told, whether or not there is such a user', async () => {
    const { signIn, passwords, ada, refused } = await passwordsOn((await open()).queries)
    await signIn(OLD)
    await expect(signIn('wrong')).rejects.toThrow()
    await expect(signIn('wrong', 'nobody')).rejects.toThrow()
    await expect(passwords.change(ada, wrong({ current: 'wrong' }), HERE)).rejects.toThrow()
    await expect(passwords.change(ada, wrong({ confirmation: 'other' }), HERE)).rejects.toThrow()
    expect(refused).toEqual([
      'sign-in: The user name or the password is wrong',
      'sign-in: The user name or the password is wrong',
      'password change: Current password is wrong',
    ])
  })

  it('signs in its user alone, with the user name in any case', async () => {
    const { signIn, registry, failures, id } = await passwordsOn((await open()).queries)
    await registry.register({ username: 'bob', email: 'bob@example.com', siteAdmin: false })
    expect((await signIn(OLD)).user).toMatchObject({ id, username: 'ada' })
    expect((await signIn(OLD, 'ADA')).user).toMatchObject({ id })
    const refused = new Unauthenticated('The user name or the password is wrong')
    for (const [password, username] of [
      [`${OLD} `, 'ada'],
      ['', 'ada'],
      [OLD, 'bob'],
      ['', 'bob'],
      [OLD, 'nobody'],
    ] as const) {
      await expect(signIn(password, username)).rejects.toEqual(refused)
    }
    // Nothing is kept of unknown names: people type their passwords there.
    expect(failures).toEqual(['ada', 'ada', 'bob', 'bob'].map((name) => `anonymous sign_in_failed ${name}`))
  })

  it('tells only its user that the account is suspended', async () => {
    const { signIn, database, id } = await passwordsOn((await open()).queries)
    await database.updateTable('users').set({ suspended_at: 1 }).where('id', '=', id).execute()
    await expect(signIn('something else')).rejects.toThrow('The user name or the password is wrong')
    await expect(signIn(OLD)).rejects.toThrow('This account is suspended')
  })

  it('is not checked after too many wrong ones from the same address, until time has passed', async () => {
    const { signIn, clock, failures } = await passwordsOn((await open()).queries)
    const attempts = await Promise.allSettled(Array.from({ length: 11 }, () => signIn('wrong')))
    expect(
      attempts.filter(({ status, ...rest }) => status === 'rejected' && 'reason' in rest && rest.reason instanceof TooManyAttempts),
    ).toHaveLength(1)
    await expect(signIn(OLD)).rejects.toThrow(TooManyAttempts)
    expect(failures).toHaveLength(10)
    clock.advance(30_000)
    await expect(signIn(OLD)).resolves.toBeDefined()
  })

  it('is changed by its user with the current one, which ends the sessions and is in the audit trail', async () => {
    const { passwords, signIn, ada, id, signedOut, recorded } = await passwordsOn((await open()).queries)
    await passwords.change(ada, wrong(), HERE)
    expect(signedOut).toEqual([id])
    const resource = { type: 'user', id, meta: { username: 'ada' } }
    expect(recorded).toEqual([{ subject: ada, action: 'update_password', resource, userId: id }])
    await expect(signIn(OLD)).rejects.toThrow(Unauthenticated)
    await expect(signIn(NEW)).resolves.toMatchObject({ user: { id } })
  })

  it('proves nothing once it has changed', async () => {
    const { signIn, resets, database, id } = await passwordsOn((await open()).queries)
    const { proof } = await signIn(OLD)
    await expect(proof.check(database)).resolves.toBeUndefined()
    await resets.reset(id, NEW)
    await expect(proof.check(database)).rejects.toThrow(Unauthenticated)
  })

  it('is the one that the operator sets, when its user changes it at the same moment', async () => {
    const { passwords, signIn, resets, ada, id } = await passwordsOn((await open()).queries)
    // The change checks the current password while the reset is made.
    await Promise.allSettled([passwords.change(ada, wrong(), HERE), resets.reset(id, 'what the operator chose')])
    await expect(signIn('what the operator chose')).resolves.toMatchObject({ user: { id } })
    await expect(signIn(NEW)).rejects.toThrow(Unauthenticated)
  })

  it('stays when the current one is wrong, which counts as an attempt', async () => {
    const { passwords, signIn, ada, failures, signedOut, recorded } = await passwordsOn((await open()).queries)
    await expect(passwords.change(ada, wrong({ current: NEW }), HERE)).rejects.toThrow('Current password is wrong')
    expect([failures, signedOut, recorded]).toEqual([['user update_password_failed ada'], [], []])
    for (let made = 1; made < 10; made++) await expect(signIn('wrong')).rejects.toThrow(Unauthenticated)
    await expect(passwords.change(ada, wrong(), HERE)).rejects.toThrow(TooManyAttempts)
  })

  it.each([
    [{ password: 'x'.repeat(11), confirmation: 'x'.repeat(11) }, ['Password is too short (minimum is 12 characters)']],
    [{ password: 'x'.repeat(1025), confirmation: 'x'.repeat(1025) }, ['Password is too long (maximum is 1024 characters)']],
    [{ confirmation: OLD }, ["Password confirmation doesn't match Password"]],
    [
      { password: '', confirmation: 'x' },
      ['Password is too short (minimum is 12 characters)', "Password confirmation doesn't match Password"],
    ],
  ])('with %j is refused before the current one is checked', async (changes, details) => {
    const { passwords, ada, failures } = await passwordsOn((await open()).queries)
    const refusal: unknown = await passwords.change(ada, wrong({ current: 'wrong', ...changes }), HERE).catch((error: unknown) => error)
    expect((refusal as Invalid).problems.map(({ detail }) => detail)).toEqual(details)
    expect(failures).toEqual([])
  })

  it('is for users alone', async () => {
    const { passwords, ada, id, resets } = await passwordsOn((await open()).queries)
    const roles = ada.kind === 'user' ? ada.roles : []
    await expect(passwords.change(ANONYMOUS, wrong(), HERE)).rejects.toThrow(Unauthenticated)
    await expect(passwords.change({ kind: 'organization', roles }, wrong(), HERE)).rejects.toThrow(NotFound)
    await expect(passwords.change({ kind: 'team', teamId: newId('team'), roles }, wrong(), HERE)).rejects.toThrow(NotFound)
    await expect(resets.reset(newId('user'), NEW)).rejects.toThrow(NotFound)
    await expect(resets.reset(id, 'short')).rejects.toThrow(Invalid)
  })

  it('is stored as argon2id, never in plain text', async () => {
    const { queries } = await open()
    await passwordsOn(queries)
    const stored = JSON.stringify(await queries.selectFrom('user_passwords').selectAll().execute())
    expect(stored).toContain('$argon2id$')
    expect(stored).not.toContain(OLD)
  })
})
