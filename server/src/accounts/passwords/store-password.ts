import type { AccessChanges, Actor } from '../../audit-trail/index.ts'
import type { Queries } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import type { User } from '../people/user.ts'
import { hashPassword } from './password-hash.ts'
import { PasswordRows } from './password-rows.ts'
import type { PasswordChanges } from './ports.ts'

export interface PasswordStorageParts {
  queries: Queries
  clock: Clock
  accessChanges: AccessChanges
  passwordChanges: PasswordChanges
}

/** Ends every session of the user. */
export async function storePassword(
  { clock, accessChanges, passwordChanges }: PasswordStorageParts,
  { actor, user: { id, username }, password }: { actor: Actor; user: User; password: string },
): Promise<void> {
  const hash = await hashPassword(password)
  await accessChanges.make(
    actor,
    async (tx) => {
      await new PasswordRows(tx).upsert(id, hash, clock.now())
      await passwordChanges.passwordChanged(tx, id)
    },
    () => ({ action: 'update_password', resource: { type: 'user', id, meta: { username } }, userId: id }),
  )
}
