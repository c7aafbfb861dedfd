import type { AuditTrail } from '../../audit-trail/index.ts'
import type { Queries } from '../../database/index.ts'
import { type Clock, Invalid, NotFound, type Problem, Unauthenticated, type UserId } from '../../kernel/index.ts'
import { ANONYMOUS, type Subject } from '../../permissions/index.ts'
import type { User } from '../people/user.ts'
import { UserRows } from '../people/user-rows.ts'
import type { FailedPasswords } from './failed-passwords.ts'
import type { PasswordAttempts } from './password-attempts.ts'
import { hashPassword, passwordMatches } from './password-hash.ts'
import { PasswordRows } from './password-rows.ts'
import type { PasswordChanges } from './ports.ts'

export interface PasswordsDependencies {
  database: Queries
  clock: Clock
  attempts: PasswordAttempts
  failures: Pick<FailedPasswords, 'note'>
  trail: Pick<AuditTrail, 'record'>
  changes: PasswordChanges
}

/** Which password, and where it was typed: attempts are counted by address. */
export interface PasswordTyped {
  password: string
  address: string
}

export interface NewPassword {
  current: string
  password: string
  confirmation: string
}

const PASSWORD = '/data/attributes/password'
const SHORTEST = 12
const LONGEST = 1024

/** A user without a password cannot sign in with a browser; tokens need none. */
export class Passwords {
  readonly #dependencies: PasswordsDependencies
  readonly #users: UserRows
  readonly #hashes: PasswordRows

  constructor(dependencies: PasswordsDependencies) {
    this.#dependencies = dependencies
    this.#users = new UserRows(dependencies.database)
    this.#hashes = new PasswordRows(dependencies.database)
  }

  /**
   * @throws Unauthenticated when there is no such user, or the password is not theirs: the work and the message are the same;
   *   and when the user is suspended
   * @throws TooManyAttempts
   */
  async authenticate({ username, ...typed }: PasswordTyped & { username: string }): Promise<User> {
    const succeeded = this.#dependencies.attempts.begin(username, typed.address)
    const user = await this.#users.userByUsername(username)
    const known = await this.#matches(user, typed.password)
    if (user === undefined || !known) {
      if (user !== undefined) this.#dependencies.failures.note(ANONYMOUS, 'sign_in_failed', user)
      throw new Unauthenticated('The user name or the password is wrong')
    }
    // Only now: nobody else learns of it.
    if (user.suspendedAt !== null) throw new Unauthenticated('This account is suspended: ask an administrator of this site')
    succeeded()
    return user
  }

  /**
   * One's own, by somebody who knows the present one; a token alone is not enough.
   * @throws Invalid naming every member that is wrong; NotFound for tokens of teams and organizations; TooManyAttempts
   */
  async change(subject: Subject, wanted: NewPassword, address: string): Promise<User> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const user = subject.kind === 'user' ? await this.#users.userById(subject.userId) : undefined
    if (user === undefined) throw new NotFound('this token does not belong to a user')
    const problems = newPasswordProblems(wanted)
    if (problems.length > 0) throw new Invalid(problems)
    const succeeded = this.#dependencies.attempts.begin(user.username, address)
    if (!(await this.#matches(user, wanted.current))) {
      this.#dependencies.failures.note(subject, 'update_password_failed', user)
      throw new Invalid('Current password is wrong', '/data/attributes/current-password')
    }
    succeeded()
    await this.#store(subject, user, wanted.password)
    return user
  }

  /**
   * For the operator's command line only: asks no permission. Ends every session of the user.
   * @throws Invalid when it is too short or too long; NotFound
   */
  async set(userId: UserId, password: string): Promise<void> {
    const problems = newPasswordProblems({ password, confirmation: password })
    if (problems.length > 0) throw new Invalid(problems)
    const user = await this.#users.userById(userId)
    if (user === undefined) throw new NotFound(`user ${userId} not found`)
    await this.#store('operator', user, password)
  }

  async #matches(user: User | undefined, password: string): Promise<boolean> {
    const stored = user === undefined ? undefined : await this.#hashes.hashOf(user.id)
    return await passwordMatches(password, stored)
  }

  async #store(subject: Subject | 'operator', user: User, password: string): Promise<void> {
    const { database, clock, changes, trail } = this.#dependencies
    const hash = await hashPassword(password)
    await database.transaction().execute(async (transaction: Queries) => {
      await new PasswordRows(transaction).upsert(user.id, hash, clock.now())
      await changes.passwordChanged(transaction, user.id)
      const resource = { type: 'user', id: user.id, meta: { username: user.username } }
      await trail.record(transaction, { subject, action: 'update_password', resource, userId: user.id })
    })
  }
}

function newPasswordProblems({ password, confirmation }: Omit<NewPassword, 'current'>): Problem[] {
  const problems: Problem[] = []
  if (password.length < SHORTEST) {
    problems.push({ detail: `Password is too short (minimum is ${SHORTEST} characters)`, pointer: PASSWORD })
  }
  if (password.length > LONGEST) problems.push({ detail: `Password is too long (maximum is ${LONGEST} characters)`, pointer: PASSWORD })
  if (password !== confirmation) {
    problems.push({ detail: "Password confirmation doesn't match Password", pointer: '/data/attributes/password-confirmation' })
  }
  return problems
}
