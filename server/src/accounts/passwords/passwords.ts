import { Invalid, NotFound, Unauthenticated } from '../../kernel/index.ts'
import { ANONYMOUS, type Subject } from '../../permissions/index.ts'
import type { User } from '../people/user.ts'
import { UserRows } from '../people/user-rows.ts'
import type { FailedPasswords } from './failed-passwords.ts'
import { newPasswordProblems } from './new-password.ts'
import type { PasswordAttempts } from './password-attempts.ts'
import { passwordMatches } from './password-hash.ts'
import { PasswordProof } from './password-proof.ts'
import { PasswordRows } from './password-rows.ts'
import { type PasswordStorageParts, storePassword } from './store-password.ts'

export interface PasswordsParts extends PasswordStorageParts {
  attempts: PasswordAttempts
  failures: Pick<FailedPasswords, 'note'>
  /** told of every refusal, whether or not the user exists */
  onRefused?: ((attempt: PasswordAttempt, reason: string) => void) | undefined
}

export type PasswordAttempt = 'sign-in' | 'password change'

/** A password and where it was typed: attempts are counted by address. */
export interface PasswordTyped {
  password: string
  address: string
}

export interface NewPassword {
  current: string
  password: string
  confirmation: string
}

/** A user, and the proof that it is them. */
export interface Proven {
  user: User
  proof: PasswordProof
}

/** A user without a password cannot sign in with a browser; tokens need none. */
export class Passwords {
  readonly #parts: PasswordsParts
  readonly #users: UserRows
  readonly #hashes: PasswordRows

  constructor(parts: PasswordsParts) {
    this.#parts = parts
    this.#users = new UserRows(parts.queries)
    this.#hashes = new PasswordRows(parts.queries)
  }

  /**
   * @throws Unauthenticated for an unknown user and for a wrong password, with the same work and message; for a suspended user
   * @throws TooManyAttempts
   */
  async authenticate({ username, ...typed }: PasswordTyped & { username: string }): Promise<Proven> {
    const succeeded = this.#begin('sign-in', username, typed.address)
    const user = await this.#users.userByUsername(username)
    const proof = await this.#proofOf(user, typed.password)
    if (user === undefined || proof === undefined) {
      if (user !== undefined) this.#parts.failures.note(ANONYMOUS, 'sign_in_failed', user)
      throw this.#refusal('sign-in', new Unauthenticated('The user name or the password is wrong'))
    }
    // Only somebody who knows the password learns of it.
    if (user.suspendedAt !== null) {
      throw this.#refusal('sign-in', new Unauthenticated('This account is suspended: ask an administrator of this site'))
    }
    succeeded()
    return { user, proof }
  }

  /**
   * One's own. It takes the current password: a token or a session alone is not enough. Ends every session of the user.
   * @throws Invalid naming every member that is wrong; NotFound for tokens of teams and organizations; TooManyAttempts
   */
  async change(subject: Subject, wanted: NewPassword, address: string): Promise<Proven> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const user = subject.kind === 'user' ? await this.#users.userById(subject.userId) : undefined
    if (user === undefined) throw new NotFound('this token does not belong to a user')
    const problems = newPasswordProblems(wanted)
    if (problems.length > 0) throw new Invalid(problems)
    const succeeded = this.#begin('password change', user.username, address)
    const proof = await this.#proofOf(user, wanted.current)
    if (proof === undefined) {
      this.#parts.failures.note(subject, 'update_password_failed', user)
      throw this.#refusal('password change', new Invalid('Current password is wrong', '/data/attributes/current-password'))
    }
    succeeded()
    return { user, proof: await storePassword(this.#parts, { actor: subject, user, password: wanted.password, proof }) }
  }

  #begin(attempt: PasswordAttempt, account: string, address: string): () => void {
    try {
      return this.#parts.attempts.begin(account, address)
    } catch (error) {
      throw this.#refusal(attempt, error)
    }
  }

  #refusal<Failure>(attempt: PasswordAttempt, error: Failure): Failure {
    this.#parts.onRefused?.(attempt, error instanceof Error ? error.message : String(error))
    return error
  }

  /** As slow for an unknown user as for a wrong password. */
  async #proofOf(user: User | undefined, password: string): Promise<PasswordProof | undefined> {
    const stored = user === undefined ? undefined : await this.#hashes.hashOf(user.id)
    const matches = await passwordMatches(password, stored)
    return matches && user !== undefined && stored !== undefined ? new PasswordProof(user.id, stored) : undefined
  }
}
