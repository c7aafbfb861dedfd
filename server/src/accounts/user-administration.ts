// What site administrators do with any user. For everybody else nothing is found.
import type { Queries } from '../database/index.ts'
import { Forbidden, Malformed, NotFound, type Page, type PageRequest, type UserId } from '../kernel/index.ts'
import { authorizeSiteAdmin, type Subject } from '../permissions/index.ts'
import { keepAnOwner } from './owners.ts'
import type { AccountsParts } from './parts.ts'
import { MembershipRows } from './people/membership-rows.ts'
import type { User } from './people/user.ts'
import { UserAdministrationRows, type UserFilter } from './people/user-administration-rows.ts'
import { UserRows } from './people/user-rows.ts'

/** The API's names. */
export const USER_ACTIONS = ['suspend', 'unsuspend', 'grant_admin', 'revoke_admin', 'disable_two_factor'] as const
export type UserAction = (typeof USER_ACTIONS)[number]

/** What an action changes of a user, or why it cannot. */
const OUTCOMES: Readonly<Record<UserAction, (user: User, now: number) => Partial<User> | string>> = {
  suspend: ({ suspendedAt }, now) => (suspendedAt === null ? { suspendedAt: now } : 'User is already suspended'),
  unsuspend: ({ suspendedAt }) => (suspendedAt === null ? 'User is not suspended' : { suspendedAt: null }),
  grant_admin: ({ siteAdmin }) => (siteAdmin ? 'User is already an administrator' : { siteAdmin: true }),
  revoke_admin: ({ siteAdmin }) => (siteAdmin ? { siteAdmin: false } : 'User is not an administrator'),
  // This registry has no second factor.
  disable_two_factor: () => 'User does not use two-factor authentication',
}

export class UserAdministration {
  readonly #parts: AccountsParts
  readonly #rows: UserAdministrationRows

  constructor(parts: AccountsParts) {
    this.#parts = parts
    this.#rows = new UserAdministrationRows(parts.queries)
  }

  /** All users, in the order of user names. @throws NotFound for all but site administrators, as every method here */
  async list(subject: Subject, filter: UserFilter, request: PageRequest): Promise<Page<User>> {
    authorizeSiteAdmin(subject)
    return await this.#rows.page(filter, request)
  }

  /**
   * Takes effect at once. A suspended user keeps memberships, tokens and sessions, and can use none of them.
   * @throws Malformed when the user is in that state already, as HCP answers; Forbidden when no administrator would be left
   */
  async act(subject: Subject, id: UserId, action: UserAction): Promise<User> {
    authorizeSiteAdmin(subject)
    return await this.#parts.accessChanges.make(
      subject,
      async (tx) => {
        const { users, current } = await locked(tx, id)
        const now = this.#parts.clock.now()
        const outcome = OUTCOMES[action](current, now)
        if (typeof outcome === 'string') throw new Malformed(outcome)
        const changed: User = { ...current, ...outcome, updatedAt: now }
        if (!isActiveAdmin(changed)) await keepASiteAdmin(users, current)
        await users.updateStanding(changed)
        return changed
      },
      (user) => ({ action, ...audited(user), userId: id }),
    )
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
        const { users, current } = await locked(tx, id)
        await keepASiteAdmin(users, current)
        const memberships = await new MembershipRows(tx).ofUser(id)
        for (const membership of memberships) await keepAnOwner(tx, membership.organizationId, [membership.id])
        // Their trails tell of it. Once the memberships are gone it is too late to ask.
        const organizationIds = await new MembershipRows(tx).organizationsOf(id)
        await users.delete(id)
        return { user: current, organizationIds }
      },
      ({ user, organizationIds }) => {
        const fact = { action: 'destroy', ...audited(user) }
        return organizationIds.length === 0
          ? { ...fact, userId: id }
          : organizationIds.map((organizationId) => ({ ...fact, organizationId }))
      },
    )
  }
}

function audited({ id, username }: User) {
  return { resource: { type: 'user', id, meta: { username } } }
}

/** One such change at a time. */
async function locked(tx: Queries, id: UserId): Promise<{ users: UserAdministrationRows; current: User }> {
  const users = new UserAdministrationRows(tx)
  await users.lockSiteAdmins()
  const current = await new UserRows(tx).userById(id)
  if (current === undefined) throw new NotFound(`user ${id} not found`)
  return { users, current }
}

function isActiveAdmin({ siteAdmin, suspendedAt }: User): boolean {
  return siteAdmin && suspendedAt === null
}

async function keepASiteAdmin(users: UserAdministrationRows, leaving: User): Promise<void> {
  if (!isActiveAdmin(leaving) || (await users.hasOtherSiteAdmin(leaving.id))) return
  throw new Forbidden('The last administrator of the site cannot be removed')
}
