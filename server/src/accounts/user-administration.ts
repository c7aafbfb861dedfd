// What administrators of the site do with any user; for everybody else there is nothing here.
import type { Queries } from '../database/index.ts'
import { Forbidden, Malformed, NotFound, type OrganizationId, type Page, type PageRequest, type UserId } from '../kernel/index.ts'
import { authorizeSiteAdmin, type Subject } from '../permissions/index.ts'
import type { AccountsDependencies } from './dependencies.ts'
import { keepAnOwner } from './owners.ts'
import { MembershipRows } from './people/membership-rows.ts'
import type { User } from './people/user.ts'
import { type OrganizationOfUser, UserAdministrationRows, type UserFilter } from './people/user-administration-rows.ts'
import { UserRows } from './people/user-rows.ts'

/** Under the names that the API has for them. */
export const USER_ACTIONS = ['suspend', 'unsuspend', 'grant_admin', 'revoke_admin', 'disable_two_factor'] as const
export type UserAction = (typeof USER_ACTIONS)[number]

/** What an action makes of a user, or why it makes no sense for this one. */
const OUTCOMES: Readonly<Record<UserAction, (user: User, now: number) => Partial<User> | string>> = {
  suspend: ({ suspendedAt }, now) => (suspendedAt === null ? { suspendedAt: now } : 'User is suspended already'),
  unsuspend: ({ suspendedAt }) => (suspendedAt === null ? 'User is not suspended' : { suspendedAt: null }),
  grant_admin: ({ siteAdmin }) => (siteAdmin ? 'User is an administrator already' : { siteAdmin: true }),
  revoke_admin: ({ siteAdmin }) => (siteAdmin ? { siteAdmin: false } : 'User is not an administrator'),
  // There is no second factor here, so nobody has one to be taken away.
  disable_two_factor: () => 'User does not use two-factor authentication',
}

export class UserAdministration {
  readonly #dependencies: AccountsDependencies
  readonly #rows: UserAdministrationRows

  constructor(dependencies: AccountsDependencies) {
    this.#dependencies = dependencies
    this.#rows = new UserAdministrationRows(dependencies.database)
  }

  /** All of the site, in the order of user names. @throws NotFound for everybody but administrators of the site, like all of this */
  async list(subject: Subject, filter: UserFilter, request: PageRequest): Promise<Page<User>> {
    authorizeSiteAdmin(subject)
    return await this.#rows.page(filter, request)
  }

  /**
   * Takes effect at once. Who is suspended keeps memberships, tokens and sessions, and can use none of them.
   * @throws Malformed when it makes no sense for the user, as HCP answers; Forbidden when no administrator would be left
   */
  async act(subject: Subject, id: UserId, action: UserAction): Promise<User> {
    authorizeSiteAdmin(subject)
    const user = await this.#inTurn(async (transaction, users) => {
      const current = await found(transaction, id)
      const now = this.#dependencies.clock.now()
      const outcome = OUTCOMES[action](current, now)
      if (typeof outcome === 'string') throw new Malformed(outcome)
      const changed: User = { ...current, ...outcome, updatedAt: now }
      if (!isActiveAdmin(changed)) await keepASiteAdmin(users, current)
      await users.updateStanding(changed)
      await this.#record(transaction, { subject, action, user: changed })
      return changed
    })
    this.#dependencies.accessChanges.accessChanged()
    return user
  }

  /**
   * With everything that is theirs alone: tokens, sessions, memberships.
   * @throws Forbidden when no administrator of the site, or no owner of an organization, would be left
   */
  async delete(subject: Subject, id: UserId): Promise<void> {
    authorizeSiteAdmin(subject)
    await this.#inTurn(async (transaction, users) => {
      const user = await found(transaction, id)
      await keepASiteAdmin(users, user)
      const memberships = await new MembershipRows(transaction).ofUser(id)
      for (const membership of memberships) await keepAnOwner(transaction, membership.organizationId, [membership.id])
      await users.delete(id)
      await this.#record(transaction, { subject, action: 'destroy', user })
    })
    this.#dependencies.accessChanges.accessChanged()
  }

  /** Asks no permission: for users whom an administrator of the site has got to see already. */
  async organizationsOf(users: readonly User[]): Promise<OrganizationOfUser[]> {
    return await this.#rows.organizationsOf(users.map(({ id }) => id))
  }

  /** Asks no permission: for organizations that an administrator of the site has got to see already. */
  async ownersOf(organizationIds: readonly OrganizationId[]): Promise<{ organizationId: OrganizationId; user: User }[]> {
    return await this.#rows.ownersOf(organizationIds)
  }

  #inTurn<Result>(work: (transaction: Queries, users: UserAdministrationRows) => Promise<Result>): Promise<Result> {
    return this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      const users = new UserAdministrationRows(transaction)
      await users.lockSiteAdmins()
      return await work(transaction, users)
    })
  }

  async #record(transaction: Queries, { subject, action, user }: { subject: Subject; action: string; user: User }): Promise<void> {
    const resource = { type: 'user', id: user.id, meta: { username: user.username } }
    await this.#dependencies.trail.record(transaction, { subject, action, resource, userId: user.id })
  }
}

async function found(transaction: Queries, id: UserId): Promise<User> {
  const user = await new UserRows(transaction).userById(id)
  if (user === undefined) throw new NotFound(`user ${id} not found`)
  return user
}

function isActiveAdmin({ siteAdmin, suspendedAt }: User): boolean {
  return siteAdmin && suspendedAt === null
}

async function keepASiteAdmin(users: UserAdministrationRows, leaving: User): Promise<void> {
  if (!isActiveAdmin(leaving) || (await users.hasOtherSiteAdmin(leaving.id))) return
  throw new Forbidden('The last administrator of the site cannot be removed')
}
