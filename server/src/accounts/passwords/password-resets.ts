import { Invalid, NotFound, type UserId } from '../../kernel/index.ts'
import { UserRows } from '../people/user-rows.ts'
import { newPasswordProblems } from './new-password.ts'
import { type PasswordStorageParts, storePassword } from './store-password.ts'

/** Passwords as the command line sets them. No method takes a subject: whoever runs the server may do it. */
export class PasswordResets {
  readonly #parts: PasswordStorageParts

  constructor(parts: PasswordStorageParts) {
    this.#parts = parts
  }

  /**
   * Ends every session of the user.
   * @throws Invalid when the password is too short or too long; NotFound
   */
  async reset(userId: UserId, password: string): Promise<void> {
    const problems = newPasswordProblems({ password, confirmation: password })
    if (problems.length > 0) throw new Invalid(problems)
    const user = await new UserRows(this.#parts.queries).userById(userId)
    if (user === undefined) throw new NotFound(`user ${userId} not found`)
    await storePassword(this.#parts, { actor: 'operator', user, password })
  }
}
