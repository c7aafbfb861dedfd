// The first user of an installation, who signs in with a browser before there is anybody to ask.
import { Conflict, Invalid, newId, type Problem } from '../../kernel/index.ts'
import { emailProblems } from '../../organizations/index.ts'
import { FirstUserRows } from '../people/first-user-rows.ts'
import { type User, usernameProblems } from '../people/user.ts'
import { UserRows } from '../people/user-rows.ts'
import { newPasswordProblems } from './new-password.ts'
import { hashPassword } from './password-hash.ts'
import { PasswordProof } from './password-proof.ts'
import { PasswordRows } from './password-rows.ts'
import type { Proven } from './passwords.ts'
import type { PasswordStorageParts } from './store-password.ts'

export type FirstUserParts = Omit<PasswordStorageParts, 'passwordChanges'>

export interface FirstUserWanted {
  username: string
  email: string
  password: string
  confirmation: string
}

export function firstUserProblems({ username, email, ...passwords }: FirstUserWanted): Problem[] {
  return [...usernameProblems(username), ...emailProblems(email), ...newPasswordProblems(passwords)]
}

export class FirstUser {
  readonly #parts: FirstUserParts

  constructor(parts: FirstUserParts) {
    this.#parts = parts
  }

  /** Whether nobody was ever a user of this installation. */
  async isAwaited(): Promise<boolean> {
    return !(await new FirstUserRows(this.#parts.queries).exists())
  }

  /**
   * A site administrator with a password.
   * @throws Invalid naming every field that breaks a rule; Conflict when there was a user before
   */
  async create({ username, email, ...passwords }: FirstUserWanted): Promise<Proven> {
    const problems = firstUserProblems({ username, email, ...passwords })
    if (problems.length > 0) throw new Invalid(problems)
    const hash = await hashPassword(passwords.password)
    const now = this.#parts.clock.now()
    const times = { suspendedAt: null, createdAt: now, updatedAt: now }
    const wanted: User = { id: newId('user'), username, email, unconfirmedEmail: null, siteAdmin: true, ...times }
    const user = await this.#parts.accessChanges.make(
      'operator',
      async (tx) => {
        if (!(await new FirstUserRows(tx).record(now))) throw new Conflict('Terrace has users already: sign in')
        await new UserRows(tx).insertUser(wanted)
        await new PasswordRows(tx).upsert(wanted.id, hash, now)
        return wanted
      },
      ({ id }) => ({ action: 'create', resource: { type: 'user', id, meta: { username } }, memberId: id }),
    )
    return { user, proof: new PasswordProof(user.id, hash) }
  }
}
