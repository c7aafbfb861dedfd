// Users as the command line manages them. No method takes a subject: whoever runs the server may do all of it.
import { Invalid, NotFound, newId, wholeList } from '../kernel/index.ts'
import { emailProblems } from '../organizations/index.ts'
import { changeUser } from './change-user.ts'
import type { AccountsParts } from './parts.ts'
import { FirstUserRows } from './people/first-user-rows.ts'
import { MembershipRows } from './people/membership-rows.ts'
import { type User, usernameProblems } from './people/user.ts'
import { UserAdministrationRows, type UserFilter } from './people/user-administration-rows.ts'
import { takenBy, UserRows } from './people/user-rows.ts'
import { changeStanding, type UserAction } from './user-standing.ts'

export interface UserRegistration {
  username: string
  email: string
  siteAdmin: boolean
}

export interface UserRegistryParts extends AccountsParts {
  /** whether users join without being asked; default: no */
  autoAccept?: boolean
}

export class UserRegistry {
  readonly #parts: UserRegistryParts
  readonly #rows: UserRows

  constructor(parts: UserRegistryParts) {
    this.#parts = parts
    this.#rows = new UserRows(parts.queries)
  }

  /**
   * Accepts invitations to the address, since the operator vouches for it.
   * @throws Invalid naming every field that breaks a rule or is taken
   */
  async register(registration: UserRegistration): Promise<User> {
    const problems = [...usernameProblems(registration.username), ...emailProblems(registration.email)]
    if (problems.length > 0) throw new Invalid(problems)
    const now = this.#parts.clock.now()
    const user: User = { id: newId('user'), ...registration, unconfirmedEmail: null, suspendedAt: null, createdAt: now, updatedAt: now }
    return await this.#parts.accessChanges.make(
      'operator',
      async (tx) => {
        const users = new UserRows(tx)
        if (!(await users.insertUser(user))) throw new Invalid(await takenBy(users, user))
        await new FirstUserRows(tx).record(now)
        await new MembershipRows(tx).acceptInvitations(user)
        return user
      },
      ({ id, username }) => ({ action: 'create', resource: { type: 'user', id, meta: { username } }, memberId: id }),
    )
  }

  /** @throws NotFound */
  async named(username: string): Promise<User> {
    const user = await this.#rows.userByUsername(username)
    if (user === undefined) throw new NotFound(`user ${username} not found`)
    return user
  }

  /**
   * Gives the user the address they asked for, and with it the invitations to it.
   * @throws NotFound; Invalid when the user asked for none, or it is taken
   */
  async confirmEmail(username: string): Promise<User> {
    const { id } = await this.named(username)
    return await changeUser(this.#parts, { actor: 'operator', id }, async (tx, current) => {
      const { unconfirmedEmail: email } = current
      if (email === null) throw new Invalid(`${current.username} has not asked for another address`)
      const user: User = { ...current, email, unconfirmedEmail: null }
      const taken = await takenBy(new UserRows(tx), user)
      if (taken.length > 0) throw new Invalid(taken)
      if (this.#parts.autoAccept === true) await new MembershipRows(tx).acceptInvitations(user)
      return user
    })
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
