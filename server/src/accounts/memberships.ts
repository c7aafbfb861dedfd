import { isUniqueViolation, type Queries } from '../database/index.ts'
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
import { emailProblems, type Organizations } from '../organizations/index.ts'
import { authorize, can, type Subject } from '../permissions/index.ts'
import type { AccountsDependencies } from './dependencies.ts'
import { keepAnOwner } from './owners.ts'
import type { Membership, MembershipFilter } from './people/membership.ts'
import { MembershipRows } from './people/membership-rows.ts'
import { mayChangeMembers } from './people/team-rights.ts'
import { TeamRows } from './people/team-rows.ts'
import { UserRows } from './people/user-rows.ts'

const TAKEN = { detail: 'Email belongs to a member of the organization already', pointer: '/data/attributes/email' }

export interface Invitation {
  email: string
  /** where the invited is from the beginning */
  teams?: readonly TeamId[] | undefined
}

export class Memberships {
  readonly #dependencies: AccountsDependencies
  readonly #organizations: Pick<Organizations, 'permitted'>
  readonly #rows: MembershipRows

  constructor(dependencies: AccountsDependencies, organizations: Pick<Organizations, 'permitted'>) {
    this.#dependencies = dependencies
    this.#organizations = organizations
    this.#rows = new MembershipRows(dependencies.database)
  }

  /**
   * Somebody who has an account here becomes a member at once; for others the invitation waits.
   * @throws Invalid when the address is wrong or belongs to a member already, or a team is not the subject's to fill
   */
  async invite(subject: Subject, organizationName: string, { email: given, teams = [] }: Invitation): Promise<Membership> {
    const { id: organizationId } = await this.#organizations.permitted(subject, 'manage-membership', organizationName)
    const problems = emailProblems(given)
    if (problems.length > 0) throw new Invalid(problems)
    await this.#checkTeams(subject, organizationId, teams)
    try {
      const membership = await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
        const rows = new TeamRows(transaction)
        // One invitation at a time: no index keeps two of the same address apart, as long as nobody has an account for it.
        await rows.lockOwners(organizationId)
        const prepared = await this.#prepare(transaction, organizationId, given.toLowerCase())
        await new MembershipRows(transaction).insert(prepared)
        for (const team of teams) await rows.addMember(team, prepared.id)
        const resource = { type: 'organization_membership', id: prepared.id, meta: { email: prepared.email, teams } }
        await this.#dependencies.trail.record(transaction, { subject, action: 'create', resource, organizationId })
        return prepared
      })
      this.#dependencies.accessChanges.accessChanged()
      return membership
    } catch (error) {
      if (isUniqueViolation(error)) throw new Invalid([TAKEN])
      throw error
    }
  }

  /** The oldest first. */
  async list(subject: Subject, organizationName: string, filter: MembershipFilter, request: PageRequest): Promise<Page<Membership>> {
    const { id } = await this.#organizations.permitted(subject, 'read-memberships', organizationName)
    return await this.#rows.page(id, filter, request)
  }

  async countByStatus(subject: Subject, organizationName: string): Promise<Record<Membership['status'], number>> {
    const { id } = await this.#organizations.permitted(subject, 'read-memberships', organizationName)
    return await this.#rows.countByStatus(id)
  }

  /** Those of the user who asks, the oldest first; none for tokens of teams and organizations. */
  async own(subject: Subject): Promise<Membership[]> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    if (subject.kind !== 'user') return []
    const all = await this.#rows.ofUser(subject.userId)
    return all.filter(({ organizationId }) => can(subject, 'read', organizationId))
  }

  /** One's own, and others' for who manages members or teams. */
  async read(subject: Subject, id: MembershipId): Promise<Membership> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const membership = await this.#rows.byId(id)
    if (membership === undefined) throw new NotFound(`organization membership ${id} not found`)
    authorize(subject, isOwn(subject, membership) ? 'read' : 'read-memberships', membership.organizationId, `organization membership ${id}`)
    return membership
  }

  /**
   * One's own may be given up by anybody but an owner.
   * @throws Forbidden for an owner's own
   */
  async remove(subject: Subject, id: MembershipId): Promise<void> {
    const membership = await this.read(subject, id)
    const { organizationId, email } = membership
    const own = isOwn(subject, membership)
    const isOwner = (await new TeamRows(this.#dependencies.database).activeOwners(organizationId)).includes(id)
    if (own && isOwner) throw new Forbidden('Owners cannot remove themselves from the organization')
    if (!own && !can(subject, isOwner ? 'update' : 'manage-membership', organizationId)) {
      throw new NotFound(`organization membership ${id} not found`)
    }
    const resource = { type: 'organization_membership', id, meta: { email } }
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      await keepAnOwner(transaction, organizationId, [id])
      await new MembershipRows(transaction).delete(id)
      await this.#dependencies.trail.record(transaction, { subject, action: 'destroy', resource, organizationId })
    })
    this.#dependencies.accessChanges.accessChanged()
  }

  /** Asks no permission: for memberships that the subject has got to see already. @returns pairs of membership and team */
  async teamsOf(memberships: readonly Membership[]): Promise<{ membershipId: MembershipId; teamId: TeamId }[]> {
    return await new TeamRows(this.#dependencies.database).ofMemberships(memberships.map((membership) => membership.id))
  }

  /** Asks no permission: for members of teams that the subject has got to see already. */
  async byIds(ids: readonly MembershipId[]): Promise<Membership[]> {
    return await this.#rows.byIds(ids)
  }

  async #checkTeams(subject: Subject, organizationId: OrganizationId, ids: readonly TeamId[]): Promise<void> {
    const rows = new TeamRows(this.#dependencies.database)
    const pointer = '/data/relationships/teams'
    for (const id of ids) {
      const team = await rows.byId(id)
      const theirs = team !== undefined && team.organizationId === organizationId && mayChangeMembers(subject, team)
      if (!theirs) throw new Invalid(`Team ${id} not found`, pointer)
    }
  }

  async #prepare(transaction: Queries, organizationId: OrganizationId, email: string): Promise<Membership> {
    const rows = new MembershipRows(transaction)
    const user = await new UserRows(transaction).userByEmail(email)
    const byUser = user === undefined ? undefined : await rows.ofUserIn(organizationId, user.id)
    if ((byUser ?? (await rows.byEmail(organizationId, email))) !== undefined) throw new Invalid([TAKEN])
    return {
      id: newId('organization-membership'),
      organizationId,
      userId: user?.id ?? null,
      email,
      status: user === undefined ? 'invited' : 'active',
      createdAt: this.#dependencies.clock.now(),
    }
  }
}

function isOwn(subject: Subject, { userId }: Membership): boolean {
  return subject.kind === 'user' && subject.userId === userId
}
