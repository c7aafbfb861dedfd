import type { Actor } from '../audit-trail/index.ts'
import { Invalid, type UserId } from '../kernel/index.ts'
import { changeUser } from './people/change-user.ts'
import { MembershipRows } from './people/membership-rows.ts'
import type { AccountsParts } from './people/parts.ts'
import type { User } from './people/user.ts'
import { takenBy, UserRows } from './people/user-rows.ts'

export interface EmailConfirmationParts extends AccountsParts {
  /** whether users join without being asked; default: no */
  autoAccept?: boolean
}

/**
 * Gives the user the address they asked for, and with it the invitations to it.
 * @throws NotFound; Invalid when the user asked for none, or it is taken
 */
export async function confirmEmail(parts: EmailConfirmationParts, { actor, id }: { actor: Actor; id: UserId }): Promise<User> {
  return await changeUser(parts, { actor, id }, async (tx, current) => {
    const { unconfirmedEmail: email } = current
    if (email === null) throw new Invalid(`${current.username} has not asked for another address`, '/data')
    const user: User = { ...current, email, unconfirmedEmail: null }
    const taken = await takenBy(new UserRows(tx), user)
    if (taken.length > 0) throw new Invalid(taken)
    if (parts.autoAccept === true) await new MembershipRows(tx).acceptInvitations(user)
    return user
  })
}
