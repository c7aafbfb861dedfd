import type { Kysely } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { MembershipId } from '../kernel/index.ts'

/** All times in milliseconds since the epoch. */
export interface InvitationLink {
  secretHash: string
  membershipId: MembershipId
  mayMakeOwner: boolean
  createdAt: number
  expiresAt: number
}

/** What a link leads to. */
export interface LinkedInvitation {
  id: MembershipId
  mayMakeOwner: boolean
  organization: string
  email: string
}

/** Memberships and organizations are read only. */
type Tables = Pick<Schema, 'invitation_links' | 'organization_memberships' | 'organizations'>

export class InvitationLinkRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  /** An invitation has one link: the one before it ends. */
  async put(link: InvitationLink): Promise<void> {
    const row = {
      secret_hash: link.secretHash,
      may_make_owner: link.mayMakeOwner ? (1 as const) : (0 as const),
      created_at: link.createdAt,
      expires_at: link.expiresAt,
    }
    await this.#queries
      .insertInto('invitation_links')
      .values({ membership_id: link.membershipId, ...row })
      .onConflict((conflict) => conflict.column('membership_id').doUpdateSet(row))
      .execute()
  }

  /** @returns undefined when the link is unknown, spent or expired, or the invitation no longer waits */
  async invitationOf(secretHash: string, now: number): Promise<LinkedInvitation | undefined> {
    const row = await this.#queries
      .selectFrom('invitation_links')
      .innerJoin('organization_memberships', 'organization_memberships.id', 'invitation_links.membership_id')
      .innerJoin('organizations', 'organizations.id', 'organization_memberships.organization_id')
      .select(['membership_id', 'may_make_owner', 'organizations.name', 'organization_memberships.email', 'email_as_sent'])
      .where('secret_hash', '=', secretHash)
      .where('expires_at', '>', now)
      .where('organization_memberships.status', '=', 'invited')
      .executeTakeFirst()
    if (row === undefined) return undefined
    return {
      id: row.membership_id,
      mayMakeOwner: row.may_make_owner === 1,
      organization: row.name,
      email: row.email_as_sent ?? row.email,
    }
  }

  /** @returns false when it is gone already */
  async delete(secretHash: string): Promise<boolean> {
    const { numDeletedRows } = await this.#queries.deleteFrom('invitation_links').where('secret_hash', '=', secretHash).executeTakeFirst()
    return numDeletedRows > 0n
  }

  async deleteExpired(now: number): Promise<void> {
    await this.#queries.deleteFrom('invitation_links').where('expires_at', '<=', now).execute()
  }
}
