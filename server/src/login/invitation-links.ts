// Links to invitations, for whoever cannot be reached otherwise: there is no mail server. Each lets somebody join once.
import {
  auditedMembership,
  type HeldInvitation,
  type Invitations,
  type InvitedUsers,
  type InvitedUserWanted,
  type Proven,
} from '../accounts/index.ts'
import type { AuditedChanges } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import { type Clock, type MembershipId, Unauthenticated } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'
import { InvitationLinkRows, type LinkedInvitation } from './invitation-link-rows.ts'
import type { Link } from './reset-links.ts'
import { hashSecret, looksLikeSecret, newSecret } from './secrets.ts'

export interface InvitationLinksParts {
  queries: Queries
  clock: Clock
  changes: AuditedChanges
  invitations: Pick<Invitations, 'handOut' | 'join'>
  invitedUsers: Pick<InvitedUsers, 'register'>
}

const LIFETIME_MS = 7 * 24 * 60 * 60_000
const SPENT = 'This link was used already, or its time is over: ask whoever invited you for another one'

export class InvitationLinks {
  readonly #parts: InvitationLinksParts
  readonly #rows: InvitationLinkRows

  constructor(parts: InvitationLinksParts) {
    this.#parts = parts
    this.#rows = new InvitationLinkRows(parts.queries)
  }

  /** Ends the invitation's link before it. @throws as `Invitations.handOut` */
  async create(subject: Subject, id: MembershipId): Promise<Link> {
    const { membership, mayMakeOwner } = await this.#parts.invitations.handOut(subject, id)
    const now = this.#parts.clock.now()
    const secret = newSecret()
    const expiresAt = now + LIFETIME_MS
    await this.#parts.changes.make(
      subject,
      async (tx) => {
        const rows = new InvitationLinkRows(tx)
        await rows.deleteExpired(now)
        await rows.put({ secretHash: hashSecret(secret), membershipId: id, mayMakeOwner, createdAt: now, expiresAt })
      },
      () => ({ action: 'create_link', ...auditedMembership(membership) }),
    )
    return { secret, expiresAt }
  }

  /** Spends nothing: whoever previews a link must not use it up. @throws Unauthenticated */
  async invitation(secret: string): Promise<Pick<LinkedInvitation, 'organization' | 'email'>> {
    return await this.#find(secret)
  }

  /** Somebody without an account makes one, and is a member. @throws Unauthenticated; as `InvitedUsers.register` */
  async register(secret: string, wanted: InvitedUserWanted): Promise<Proven> {
    return await this.#parts.invitedUsers.register(this.#held(secret, await this.#find(secret)), wanted)
  }

  /** A user joins. @throws Unauthenticated; as `Invitations.join` */
  async join(secret: string, subject: Subject): Promise<void> {
    await this.#parts.invitations.join(subject, this.#held(secret, await this.#find(secret)))
  }

  async #find(secret: string): Promise<LinkedInvitation> {
    const now = this.#parts.clock.now()
    const found = looksLikeSecret(secret) ? await this.#rows.invitationOf(hashSecret(secret), now) : undefined
    if (found === undefined) throw new Unauthenticated(SPENT)
    return found
  }

  #held(secret: string, { id, mayMakeOwner }: LinkedInvitation): HeldInvitation {
    return {
      id,
      mayMakeOwner,
      check: async (tx) => {
        // Of two who use it at once, one deletes it.
        if (!(await new InvitationLinkRows(tx).delete(hashSecret(secret)))) throw new Unauthenticated(SPENT)
      },
    }
  }
}
