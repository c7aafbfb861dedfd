import { type Queries, uniquely } from '../database/index.ts'
import { Invalid, NotFound, type UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'
import type { AccountsParts } from './parts.ts'
import { EMAIL_TAKEN, USERNAME_TAKEN, type User } from './people/user.ts'
import { UserRows } from './people/user-rows.ts'

/** @returns the user as wanted, and what the audit trail says about it */
export type UserChange = (tx: Queries, current: User) => Promise<{ user: User; meta: Readonly<Record<string, unknown>> }>

/**
 * Changes names and addresses behind a lock on the user, so that concurrent changes keep each other's.
 * @throws NotFound; Invalid when the name or the address is taken
 */
export async function changeUser(
  { accessChanges, clock }: AccountsParts,
  { actor, id }: { actor: Subject | 'operator'; id: UserId },
  change: UserChange,
): Promise<User> {
  const { user } = await accessChanges.make(
    actor,
    async (tx) => {
      const users = new UserRows(tx)
      const current = await users.locked(id)
      if (current === undefined) throw new NotFound(`user ${id} not found`)
      const { user: wanted, meta } = await change(tx, current)
      const changed = { ...wanted, updatedAt: clock.now() }
      await uniquely(
        () => users.updateUser(changed),
        () => new Invalid([changed.username === current.username ? EMAIL_TAKEN : USERNAME_TAKEN]),
      )
      return { user: changed, meta }
    },
    ({ meta }) => ({ action: 'update', resource: { type: 'user', id, meta }, userId: id }),
  )
  return user
}
