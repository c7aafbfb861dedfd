import { Forbidden, type MembershipId, NotFound, type Page, type PageRequest, Unauthenticated, type UserId } from '../kernel/index.ts'
import { authorize, can, type Subject } from '../permissions/index.ts'
import { auditedMembership, isAddressedTo, type Membership, type MembershipFilter } from './people/membership.ts'
import { MembershipRows } from './people/membership-rows.ts'
import { keepAnOwner } from './people/owners.ts'
import type { AccountsInOrganizationsParts } from './people/parts.ts'
import { TeamRows } from './people/team-rows.ts'
import { UserRows } from './people/user-rows.ts'

export class Memberships {
  readonly #parts: AccountsInOrganizationsParts
  readonly #rows: MembershipRows

  constructor(parts: AccountsInOrganizationsParts) {
    this.#parts = parts
    this.#rows = new MembershipRows(parts.queries)
  }

  /** The oldest first. */
  async list(subject: Subject, organizationName: string, filter: MembershipFilter, request: PageRequest): Promise<Page<Membership>> {
    const { id } = await this.#parts.organizations.permitted(subject, 'read-memberships', organizationName)
    return await this.#rows.page(id, filter, request)
  }

  async countByStatus(subject: Subject, organizationName: string): Promise<Record<Membership['status'], number>> {
    const { id } = await this.#parts.organizations.permitted(subject, 'read-memberships', organizationName)
    return await this.#rows.countByStatus(id)
  }

  /** The user's own and invitations to the user, the oldest first; none for tokens of teams and organizations. */
  async own(subject: Subject): Promise<Membership[]> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const user = subject.kind === 'user' ? await new UserRows(this.#parts.queries).userById(subject.userId) : undefined
    return user === undefined ? [] : await this.#rows.concerning(user)
  }

  /**
   * One's own, whatever the organization accepts, and invitations to oneself, which have one's own id here; those of others
   * only for subjects that manage members or teams.
   */
  async read(subject: Subject, id: MembershipId): Promise<Membership> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const found = await this.#rows.byId(id)
    if (found === undefined) throw new NotFound(`organization membership ${id} not found`)
    const membership = await this.#asSeenBy(subject, found)
    if (!isOwn(subject, membership)) authorize(subject, 'read-memberships', found.organizationId, `organization membership ${id}`)
    return membership
  }

  /**
   * Members leave by removing their own membership, unless they are owners. Invited people decline like this.
   * @throws Forbidden for an owner's own, and when no owner would be left
   */
  async remove(subject: Subject, id: MembershipId): Promise<void> {
    const membership = await this.read(subject, id)
    await this.#end(subject, membership, (isOwner) => checkRemoval(subject, membership, isOwner))
  }

  /**
   * Ends one's own membership, also an owner's, to whom `remove` says no because clients expect it, or declines an invitation.
   * @throws NotFound for those of others; Forbidden for the last owner
   */
  async leave(subject: Subject, id: MembershipId): Promise<void> {
    const membership = await this.read(subject, id)
    if (!isOwn(subject, membership)) throw new NotFound(`organization membership ${id} not found`)
    await this.#end(subject, membership)
  }

  async #end(subject: Subject, seen: Membership, check: (isOwner: boolean) => void = () => undefined): Promise<void> {
    const { id, organizationId } = seen
    await this.#parts.accessChanges.make(
      subject,
      async (tx) => {
        const teams = new TeamRows(tx)
        await teams.lockOwners(organizationId)
        // Read again behind the lock: it may be gone by now, accepted, or an owner's, which fewer subjects may remove.
        const membership = await new MembershipRows(tx).byId(id)
        if (membership === undefined || (membership.userId ?? seen.userId) !== seen.userId) {
          throw new NotFound(`organization membership ${id} not found`)
        }
        check((await teams.activeOwners(organizationId)).includes(id))
        await keepAnOwner(tx, organizationId, [id])
        await new MembershipRows(tx).delete(id)
        return membership
      },
      (membership) => {
        const { resource } = auditedMembership(membership)
        const { userId } = seen
        if (membership.status === 'active' || userId === null) return { action: 'destroy', resource, organizationId }
        // Declining does not tell the organization who has this address, or where they are.
        return [
          { action: 'decline', resource, invitedTo: organizationId },
          { action: 'decline', resource, userId },
        ]
      },
    )
  }

  async #asSeenBy(subject: Subject, membership: Membership): Promise<Membership> {
    if (subject.kind !== 'user' || membership.userId !== null) return membership
    const user = await new UserRows(this.#parts.queries).userById(subject.userId)
    return user !== undefined && isAddressedTo(membership, user) ? { ...membership, userId: user.id } : membership
  }
}

/** @throws Forbidden for an owner's own; NotFound when the subject may not remove it */
function checkRemoval(subject: Subject, membership: Membership, isOwner: boolean): void {
  const own = isOwn(subject, membership)
  if (own && isOwner) {
    throw new Forbidden('Owners cannot remove themselves from the organization: leave the team owners first, or use the page Organizations')
  }
  if (!own && !can(subject, isOwner ? 'update' : 'manage-membership', membership.organizationId)) {
    throw new NotFound(`organization membership ${membership.id} not found`)
  }
}

function isOwn(subject: Subject, { userId }: { userId: UserId | null }): boolean {
  return subject.kind === 'user' && subject.userId === userId
}
