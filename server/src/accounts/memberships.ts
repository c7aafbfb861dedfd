import { type Queries, uniquely } from '../database/index.ts'
import {
  Forbidden,
  Invalid,
  type MembershipId,
  NotFound,
  newId,
  type OrganizationId,
  type Page,
  type PageRequest,
  type TeamId,
  Unauthenticated,
} from '../kernel/index.ts'
import { emailProblems } from '../organizations/index.ts'
import { authorize, can, type Subject } from '../permissions/index.ts'
import { keepAnOwner } from './owners.ts'
import type { AccountsInOrganizationsParts } from './parts.ts'
import type { Membership, MembershipFilter } from './people/membership.ts'
import { MembershipRows } from './people/membership-rows.ts'
import { mayChangeMembers } from './people/team-rights.ts'
import { TeamRows } from './people/team-rows.ts'
import { UserRows } from './people/user-rows.ts'

const TAKEN = { detail: 'Email belongs to a member of the organization already', pointer: '/data/attributes/email' }

export interface Invitation {
  email: string
  /** that the invited person joins at once */
  teams?: readonly TeamId[] | undefined
}

export class Memberships {
  readonly #parts: AccountsInOrganizationsParts
  readonly #rows: MembershipRows

  constructor(parts: AccountsInOrganizationsParts) {
    this.#parts = parts
    this.#rows = new MembershipRows(parts.queries)
  }

  /**
   * A person with an account becomes a member at once. For anybody else the invitation waits.
   * @throws Invalid when the address is malformed or a member's, or when the subject may not add members to a team
   */
  async invite(subject: Subject, organizationName: string, { email: given, teams = [] }: Invitation): Promise<Membership> {
    const { id: organizationId } = await this.#parts.organizations.permitted(subject, 'manage-membership', organizationName)
    const problems = emailProblems(given)
    if (problems.length > 0) throw new Invalid(problems)
    await this.#checkTeams(subject, organizationId, teams)
    return await uniquely(
      () =>
        this.#parts.accessChanges.make(
          subject,
          async (tx) => {
            const rows = new TeamRows(tx)
            // One invitation at a time: no index keeps two of the same address apart while nobody has an account for it.
            await rows.lockOwners(organizationId)
            const prepared = await this.#prepare(tx, organizationId, given)
            await new MembershipRows(tx).insert(prepared)
            for (const team of teams) await rows.addMember(team, prepared.id)
            return prepared
          },
          (membership) => ({ action: 'create', ...audited(membership, { teams }) }),
        ),
      () => new Invalid([TAKEN]),
    )
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

  /** The user's own, the oldest first; none for tokens of teams and organizations. */
  async own(subject: Subject): Promise<Membership[]> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    if (subject.kind !== 'user') return []
    const all = await this.#rows.ofUser(subject.userId)
    return all.filter(({ organizationId }) => can(subject, 'read', organizationId))
  }

  /** One's own; those of others only for subjects that manage members or teams. */
  async read(subject: Subject, id: MembershipId): Promise<Membership> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const membership = await this.#rows.byId(id)
    if (membership === undefined) throw new NotFound(`organization membership ${id} not found`)
    authorize(subject, isOwn(subject, membership) ? 'read' : 'read-memberships', membership.organizationId, `organization membership ${id}`)
    return membership
  }

  /**
   * Members leave by removing their own membership, unless they are owners.
   * @throws Forbidden for an owner's own, and when no owner would be left
   */
  async remove(subject: Subject, id: MembershipId): Promise<void> {
    const { organizationId } = await this.read(subject, id)
    await this.#parts.accessChanges.make(
      subject,
      async (tx) => {
        const teams = new TeamRows(tx)
        await teams.lockOwners(organizationId)
        // Read again behind the lock: it may be gone by now, or an owner's, which fewer subjects may remove.
        const membership = await new MembershipRows(tx).byId(id)
        if (membership === undefined) throw new NotFound(`organization membership ${id} not found`)
        checkRemoval(subject, membership, (await teams.activeOwners(organizationId)).includes(id))
        await keepAnOwner(tx, organizationId, [id])
        await new MembershipRows(tx).delete(id)
        return membership
      },
      (membership) => ({ action: 'destroy', ...audited(membership) }),
    )
  }

  async #checkTeams(subject: Subject, organizationId: OrganizationId, ids: readonly TeamId[]): Promise<void> {
    const rows = new TeamRows(this.#parts.queries)
    const pointer = '/data/relationships/teams'
    for (const id of ids) {
      const team = await rows.byId(id)
      const theirs = team !== undefined && team.organizationId === organizationId && mayChangeMembers(subject, team)
      if (!theirs) throw new Invalid(`Team ${id} not found`, pointer)
    }
  }

  async #prepare(tx: Queries, organizationId: OrganizationId, email: string): Promise<Membership> {
    const rows = new MembershipRows(tx)
    const user = await new UserRows(tx).userByEmail(email)
    const byUser = user === undefined ? undefined : await rows.ofUserIn(organizationId, user.id)
    if ((byUser ?? (await rows.byEmail(organizationId, email))) !== undefined) throw new Invalid([TAKEN])
    return {
      id: newId('organization-membership'),
      organizationId,
      userId: user?.id ?? null,
      email,
      status: user === undefined ? 'invited' : 'active',
      createdAt: this.#parts.clock.now(),
    }
  }
}

/** @throws Forbidden for an owner's own; NotFound when the subject may not remove it */
function checkRemoval(subject: Subject, membership: Membership, isOwner: boolean): void {
  const own = isOwn(subject, membership)
  if (own && isOwner) throw new Forbidden('Owners cannot remove themselves from the organization')
  if (!own && !can(subject, isOwner ? 'update' : 'manage-membership', membership.organizationId)) {
    throw new NotFound(`organization membership ${membership.id} not found`)
  }
}

function audited({ id, organizationId, email }: Membership, meta: Readonly<Record<string, unknown>> = {}) {
  return { resource: { type: 'organization_membership', id, meta: { email, ...meta } }, organizationId }
}

function isOwn(subject: Subject, { userId }: Membership): boolean {
  return subject.kind === 'user' && subject.userId === userId
}
