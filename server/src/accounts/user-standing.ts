// Whether a user may sign in, and administers the site: what changes it, whoever asks.
import type { Actor } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import { Forbidden, Malformed, NotFound, type UserId } from '../kernel/index.ts'
import type { AccountsParts } from './people/parts.ts'
import type { User } from './people/user.ts'
import { UserAdministrationRows } from './people/user-administration-rows.ts'
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

/**
 * Takes effect at once. A suspended user keeps memberships, tokens and sessions, and can use none of them.
 * @throws NotFound; Malformed when the user is in that state already, as HCP answers; Forbidden when no administrator would be left
 */
export async function changeStanding(parts: AccountsParts, actor: Actor, id: UserId, action: UserAction): Promise<User> {
  return await parts.accessChanges.make(
    actor,
    async (tx) => {
      const { users, current } = await lockedUser(tx, id)
      const now = parts.clock.now()
      const outcome = OUTCOMES[action](current, now)
      if (typeof outcome === 'string') throw new Malformed(outcome)
      const changed: User = { ...current, ...outcome, updatedAt: now }
      if (!isActiveAdmin(changed)) await keepASiteAdmin(users, current)
      await users.updateStanding(changed)
      return changed
    },
    ({ username }) => ({ action, resource: { type: 'user', id, meta: { username } }, memberId: id }),
  )
}

/** One such change at a time. @throws NotFound */
export async function lockedUser(tx: Queries, id: UserId): Promise<{ users: UserAdministrationRows; current: User }> {
  const users = new UserAdministrationRows(tx)
  await users.lockSiteAdmins()
  const current = await new UserRows(tx).userById(id)
  if (current === undefined) throw new NotFound(`user ${id} not found`)
  return { users, current }
}

function isActiveAdmin({ siteAdmin, suspendedAt }: User): boolean {
  return siteAdmin && suspendedAt === null
}

/** @throws Forbidden */
export async function keepASiteAdmin(users: UserAdministrationRows, leaving: User): Promise<void> {
  if (!isActiveAdmin(leaving) || (await users.hasOtherSiteAdmin(leaving.id))) return
  throw new Forbidden('The last administrator of the site cannot be removed')
}
