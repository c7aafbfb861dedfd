// Somebody without an account makes one with an invitation that they hold, and is a member.
import { Invalid, newId } from '../../kernel/index.ts'
import { FirstUserRows } from '../people/first-user-rows.ts'
import { type HeldInvitation, takeInvitation } from '../people/held-invitation.ts'
import { auditedMembership } from '../people/membership.ts'
import { MembershipRows } from '../people/membership-rows.ts'
import { USERNAME_TAKEN, type User, unconfirmedAddressOf, usernameProblems } from '../people/user.ts'
import { UserRows } from '../people/user-rows.ts'
import { newPasswordProblems } from './new-password.ts'
import { hashPassword } from './password-hash.ts'
import { PasswordProof } from './password-proof.ts'
import { PasswordRows } from './password-rows.ts'
import type { Proven } from './passwords.ts'
import type { PasswordStorageParts } from './store-password.ts'

export interface InvitedUserWanted {
  username: string
  password: string
  confirmation: string
}

export class InvitedUsers {
  readonly #parts: Omit<PasswordStorageParts, 'passwordChanges'>

  constructor(parts: Omit<PasswordStorageParts, 'passwordChanges'>) {
    this.#parts = parts
  }

  /**
   * The address of the invitation waits for an administrator to confirm it: holding the invitation does not prove that it is
   * theirs, and other organizations may have invited it.
   * @throws as `takeInvitation`; Invalid naming every field that breaks a rule or is taken
   */
  async register(held: HeldInvitation, { username, ...passwords }: InvitedUserWanted): Promise<Proven> {
    const problems = [...usernameProblems(username), ...newPasswordProblems(passwords)]
    if (problems.length > 0) throw new Invalid(problems)
    const { clock, accessChanges } = this.#parts
    const hash = await hashPassword(passwords.password)
    const now = clock.now()
    const id = newId('user')
    const times = { suspendedAt: null, createdAt: now, updatedAt: now }
    const { user } = await accessChanges.make(
      'invited person',
      async (tx) => {
        const membership = await takeInvitation(tx, held)
        const wanted: User = {
          id,
          username,
          email: unconfirmedAddressOf(id),
          unconfirmedEmail: membership.email,
          siteAdmin: false,
          ...times,
        }
        if (!(await new UserRows(tx).insertUser(wanted))) throw new Invalid([USERNAME_TAKEN])
        await new FirstUserRows(tx).record(now)
        await new PasswordRows(tx).upsert(id, hash, now)
        await new MembershipRows(tx).accept(membership.id, id)
        return { user: wanted, membership }
      },
      ({ membership }) => [
        { action: 'create', resource: { type: 'user', id, meta: { username } }, userId: id },
        { action: 'accept', ...auditedMembership(membership, { username }) },
      ],
    )
    return { user, proof: new PasswordProof(id, hash) }
  }
}
