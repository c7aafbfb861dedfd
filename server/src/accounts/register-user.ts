import type { Actor } from '../audit-trail/index.ts'
import { Invalid, newId } from '../kernel/index.ts'
import { emailProblems } from '../organizations/index.ts'
import { FirstUserRows } from './people/first-user-rows.ts'
import { MembershipRows } from './people/membership-rows.ts'
import type { AccountsParts } from './people/parts.ts'
import { type User, usernameProblems } from './people/user.ts'
import { takenBy, UserRows } from './people/user-rows.ts'

export interface UserRegistration {
  username: string
  email: string
  siteAdmin: boolean
}

/**
 * Accepts invitations to the address, since whoever registers the user vouches for it.
 * @throws Invalid naming every field that breaks a rule or is taken
 */
export async function registerUser(parts: AccountsParts, actor: Actor, registration: UserRegistration): Promise<User> {
  const problems = [...usernameProblems(registration.username), ...emailProblems(registration.email)]
  if (problems.length > 0) throw new Invalid(problems)
  const now = parts.clock.now()
  const user: User = { id: newId('user'), ...registration, unconfirmedEmail: null, suspendedAt: null, createdAt: now, updatedAt: now }
  return await parts.accessChanges.make(
    actor,
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
