// What accounts tell domains that build on them; app/ plugs the implementations in.
import type { Queries } from '../../database/index.ts'
import type { UserId } from '../../kernel/index.ts'

/** Ends what the old password let in, in the transaction that sets the new one. */
export interface PasswordChanges {
  passwordChanged(tx: Queries, userId: UserId): Promise<void>
}
