// What site administrators do with any user. For everybody else nothing is found.
import { NotFound, type Page, type PageRequest, type UserId } from '../kernel/index.ts'
import { authorizeSiteAdmin, type Subject } from '../permissions/index.ts'
import { confirmEmail, type EmailConfirmationParts } from './confirm-email.ts'
import { MembershipRows } from './people/membership-rows.ts'
import { keepAnOwner } from './people/owners.ts'
import type { User } from './people/user.ts'
import { UserAdministrationRows, type UserFilter } from './people/user-administration-rows.ts'
import { UserRows } from './people/user-rows.ts'
import { registerUser, type UserRegistration } from './register-user.ts'
import { changeStanding, keepASiteAdmin, lockedUser, type UserAction } from './user-standing.ts'

export class UserAdministration {
  readonly #parts: EmailConfirmationParts
  readonly #rows: UserAdministrationRows

  constructor(parts: EmailConfirmationParts) {
    this.#parts = parts
    this.#rows = new UserAdministrationRows(parts.queries)
  }

  /** All users, in the order of user names. @throws NotFound for all but site administrators, as every method here */
  async list(subject: Subject, filter: UserFilter, request: PageRequest): Promise<Page<User>> {
    authorizeSiteAdmin(subject)
    return await this.#rows.page(filter, request)
  }

  /** Without a password: a link lets them choose one. @throws as `registerUser` */
  async create(subject: Subject, registration: UserRegistration): Promise<User> {
    authorizeSiteAdmin(subject)
    return await registerUser(this.#parts, subject, registration)
  }

  async read(subject: Subject, id: UserId): Promise<User> {
    authorizeSiteAdmin(subject)
    const [user] = await new UserRows(this.#parts.queries).usersById([id])
    if (user === undefined) throw new NotFound(`user ${id} not found`)
    return user
  }

  /** @throws as `confirmEmail` */
  async confirmEmail(subject: Subject, id: UserId): Promise<User> {
    authorizeSiteAdmin(subject)
    return await confirmEmail(this.#parts, { actor: subject, id })
  }

  /** @throws as `changeStanding` */
  async act(subject: Subject, id: UserId, action: UserAction): Promise<User> {
    authorizeSiteAdmin(subject)
    return await changeStanding(this.#parts, subject, id, action)
  }

  /**
   * With the user's tokens, sessions and memberships.
   * @throws Forbidden when no administrator of the site, or no owner of an organization, would be left
   */
  async delete(subject: Subject, id: UserId): Promise<void> {
    authorizeSiteAdmin(subject)
    await this.#parts.accessChanges.make(
      subject,
      async (tx) => {
        const { users, current } = await lockedUser(tx, id)
        await keepASiteAdmin(users, current)
        const memberships = await new MembershipRows(tx).ofUser(id)
        for (const membership of memberships) await keepAnOwner(tx, membership.organizationId, [membership.id])
        // Their trails tell of it. Once the memberships are gone it is too late to ask.
        const organizationIds = await new MembershipRows(tx).organizationsOf(id)
        await users.delete(id)
        return { user: current, organizationIds }
      },
      ({ user: { username }, organizationIds }) => ({
        action: 'destroy',
        resource: { type: 'user', id, meta: { username } },
        memberId: id,
        organizationIds,
      }),
    )
  }
}
