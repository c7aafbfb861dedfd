// Users as the command line manages them. No method takes a subject: whoever runs the server may do all of it.
import { NotFound, wholeList } from '../kernel/index.ts'
import { confirmEmail, type EmailConfirmationParts } from './confirm-email.ts'
import type { User } from './people/user.ts'
import { UserAdministrationRows, type UserFilter } from './people/user-administration-rows.ts'
import { UserRows } from './people/user-rows.ts'
import { registerUser, type UserRegistration } from './register-user.ts'
import { changeStanding, type UserAction } from './user-standing.ts'

export class UserRegistry {
  readonly #parts: EmailConfirmationParts
  readonly #rows: UserRows

  constructor(parts: EmailConfirmationParts) {
    this.#parts = parts
    this.#rows = new UserRows(parts.queries)
  }

  /** @throws as `registerUser` */
  async register(registration: UserRegistration): Promise<User> {
    return await registerUser(this.#parts, 'operator', registration)
  }

  /** @throws NotFound */
  async named(username: string): Promise<User> {
    const user = await this.#rows.userByUsername(username)
    if (user === undefined) throw new NotFound(`user ${username} not found`)
    return user
  }

  /** @throws as `confirmEmail` */
  async confirmEmail(username: string): Promise<User> {
    const { id } = await this.named(username)
    return await confirmEmail(this.#parts, { actor: 'operator', id })
  }

  /** All that match, in the order of user names. */
  async list(filter: UserFilter): Promise<User[]> {
    const { items } = await wholeList((request) => new UserAdministrationRows(this.#parts.queries).page(filter, request))
    return [...items]
  }

  /** @throws as `changeStanding` */
  async act(username: string, action: UserAction): Promise<User> {
    const { id } = await this.named(username)
    return await changeStanding(this.#parts, 'operator', id, action)
  }
}
