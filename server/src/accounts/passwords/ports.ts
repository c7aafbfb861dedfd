// What accounts tell to domains that build on them; app/ plugs the implementations in.
import type { Queries } from '../../database/index.ts'
import type { UserId } from '../../kernel/index.ts'

/** Whoever was let in by the old password is told of a new one, in the transaction that sets it. */
export interface PasswordChanges {
  passwordChanged(transaction: Queries, userId: UserId): Promise<void>
}
