import type { Actor } from '../../audit-trail/index.ts'
import { type Queries, uniquely } from '../../database/index.ts'
import { Invalid, NotFound, type UserId } from '../../kernel/index.ts'
import type { AccountsParts } from './parts.ts'
import { EMAIL_TAKEN, USERNAME_TAKEN, type User } from './user.ts'
import { UserRows } from './user-rows.ts'

/** @returns the user as wanted */
export type UserChange = (tx: Queries, current: User) => Promise<User>

/**
 * Changes names and addresses behind a lock on the user, so that concurrent changes keep each other's.
 * @throws NotFound; Invalid when the name or the address is taken
 */
export async function changeUser(
  { accessChanges, clock }: AccountsParts,
  { actor, id }: { actor: Actor; id: UserId },
  change: UserChange,
): Promise<User> {
  return await accessChanges.make(
    actor,
    async (tx) => {
      const users = new UserRows(tx)
      const current = await users.locked(id)
      if (current === undefined) throw new NotFound(`user ${id} not found`)
      const changed = { ...(await change(tx, current)), updatedAt: clock.now() }
      await uniquely(
        () => users.updateUser(changed),
        () => new Invalid([changed.username === current.username ? EMAIL_TAKEN : USERNAME_TAKEN]),
      )
      return changed
    },
    // Without the address, which is not for all organizations of the user to read.
    ({ username }) => ({ action: 'update', resource: { type: 'user', id, meta: { username } }, memberId: id }),
  )
}
