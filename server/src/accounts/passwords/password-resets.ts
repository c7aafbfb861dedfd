import type { Actor } from '../../audit-trail/index.ts'
import { Invalid, NotFound, type UserId } from '../../kernel/index.ts'
import { UserRows } from '../people/user-rows.ts'
import { newPasswordProblems } from './new-password.ts'
import type { PasswordProof } from './password-proof.ts'
import type { Proven } from './passwords.ts'
import { type PasswordStorageParts, storePassword } from './store-password.ts'

/** Passwords of users who do not know theirs. No method asks for permission: whoever runs the server, or a link, may do it. */
export class PasswordResets {
  readonly #parts: PasswordStorageParts

  constructor(parts: PasswordStorageParts) {
    this.#parts = parts
  }

  /**
   * As the command line does it. Ends every session of the user.
   * @throws Invalid when the password is too short or too long; NotFound
   */
  async reset(userId: UserId, password: string): Promise<void> {
    await this.choose(userId, { password, confirmation: password }, { actor: 'operator' })
  }

  /**
   * Ends every session of the user.
   * @param by what allows it
   * @throws Invalid naming every field that breaks a rule; NotFound; Unauthenticated when the proof ended meanwhile
   */
  async choose(
    userId: UserId,
    wanted: { password: string; confirmation: string },
    by: { actor: Actor; proof?: Pick<PasswordProof, 'check'> },
  ): Promise<Proven> {
    const problems = newPasswordProblems(wanted)
    if (problems.length > 0) throw new Invalid(problems)
    const user = await new UserRows(this.#parts.queries).userById(userId)
    if (user === undefined) throw new NotFound(`user ${userId} not found`)
    return { user, proof: await storePassword(this.#parts, { ...by, user, password: wanted.password }) }
  }
}
