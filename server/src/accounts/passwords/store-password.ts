import type { AccessChanges, Actor } from '../../audit-trail/index.ts'
import type { Queries } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import type { User } from '../people/user.ts'
import { UserRows } from '../people/user-rows.ts'
import { hashPassword } from './password-hash.ts'
import { PasswordProof } from './password-proof.ts'
import { PasswordRows } from './password-rows.ts'
import type { PasswordChanges } from './ports.ts'

export interface PasswordStorageParts {
  queries: Queries
  clock: Clock
  accessChanges: AccessChanges
  passwordChanges: PasswordChanges
}

/**
 * Ends every session of the user, and those that are beginning.
 * @param wanted `proof`: what allows the change, such as knowing the current password
 * @returns the proof of the new password
 * @throws Unauthenticated when the proof ended meanwhile
 */
export async function storePassword(
  { clock, accessChanges, passwordChanges }: PasswordStorageParts,
  { actor, user: { id, username }, password, proof }: { actor: Actor; user: User; password: string; proof?: Pick<PasswordProof, 'check'> },
): Promise<PasswordProof> {
  const hash = await hashPassword(password)
  await accessChanges.make(
    actor,
    async (tx) => {
      await (proof === undefined ? new UserRows(tx).locked(id) : proof.check(tx))
      await new PasswordRows(tx).upsert(id, hash, clock.now())
      await passwordChanges.passwordChanged(tx, id)
    },
    () => ({ action: 'update_password', resource: { type: 'user', id, meta: { username } }, userId: id }),
  )
  return new PasswordProof(id, hash)
}
