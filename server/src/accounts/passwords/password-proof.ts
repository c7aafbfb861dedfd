import type { Queries } from '../../database/index.ts'
import { Unauthenticated, type UserId } from '../../kernel/index.ts'
import { UserRows } from '../people/user-rows.ts'
import { PasswordRows } from './password-rows.ts'

/** That somebody knew a user's password. It ends with the password. */
export class PasswordProof {
  readonly #userId: UserId
  readonly #hash: string

  /** @param hash of the password that was right */
  constructor(userId: UserId, hash: string) {
    this.#userId = userId
    this.#hash = hash
  }

  /**
   * A new password waits until the transaction ends, and then ends what it began.
   * @throws Unauthenticated when the password was changed meanwhile
   */
  async check(tx: Queries): Promise<void> {
    const user = await new UserRows(tx).locked(this.#userId)
    const hash = await new PasswordRows(tx).hashOf(this.#userId)
    if (user === undefined || hash !== this.#hash) throw new Unauthenticated('The password was changed meanwhile: sign in again')
  }
}
