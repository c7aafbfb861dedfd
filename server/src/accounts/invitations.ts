// How people become members: somebody invites an address, and the user who has it accepts.
import { type Queries, uniquely } from '../database/index.ts'
import { Forbidden, Invalid, type MembershipId, NotFound, newId, type OrganizationId, type TeamId, type UserId } from '../kernel/index.ts'
import { emailProblems } from '../organizations/index.ts'
import { authorize, can, type Subject } from '../permissions/index.ts'
import type { Memberships } from './memberships.ts'
import { type HeldInvitation, takeInvitation } from './people/held-invitation.ts'
import { auditedMembership, isAddressedTo, type Membership } from './people/membership.ts'
import { MembershipRows } from './people/membership-rows.ts'
import type { AccountsInOrganizationsParts } from './people/parts.ts'
import { mayChangeMembers } from './people/team-rights.ts'
import { TeamRows } from './people/team-rows.ts'
import { UserRows } from './people/user-rows.ts'

const TAKEN = { detail: 'Email belongs to a member of the organization already', pointer: '/data/attributes/email' }
const MEMBER_ALREADY = 'You are a member of this organization already: decline the invitation'

export interface InvitationsParts extends AccountsInOrganizationsParts {
  memberships: Pick<Memberships, 'read'>
  /** whether users join without being asked */
  autoAccept: boolean
}

export interface Invitation {
  email: string
  /** that the invited person joins at once */
  teams?: readonly TeamId[] | undefined
}

export class Invitations {
  readonly #parts: InvitationsParts

  constructor(parts: InvitationsParts) {
    this.#parts = parts
  }

  /**
   * The invitation waits until a user with this address accepts it. It does not tell whether there is such a user. Where the
   * installation accepts at once, that user is a member at once.
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
            // One invitation at a time: no index keeps two of the same address apart while nobody has accepted.
            await rows.lockOwners(organizationId)
            const prepared = await this.#prepare(tx, organizationId, given)
            await new MembershipRows(tx).insert(prepared)
            for (const team of teams) await rows.addMember(team, prepared.id)
            return prepared
          },
          (membership) => ({ action: 'create', ...auditedMembership(membership, { teams }) }),
        ),
      () => new Invalid([TAKEN]),
    )
  }

  /**
   * Accepting twice changes nothing.
   * @throws NotFound for everybody but the invited person; Invalid when they are a member by another invitation
   */
  async accept(subject: Subject, id: MembershipId): Promise<Membership> {
    const missing = new NotFound(`organization membership ${id} not found`)
    const { organizationId, userId } = await this.#parts.memberships.read(subject, id)
    if (subject.kind !== 'user' || userId !== subject.userId) throw missing
    const { accepted } = await this.#parts.accessChanges.make(
      subject,
      async (tx) => {
        // The address stays theirs, and the invitation stays, until this commits.
        const user = await new UserRows(tx).locked(subject.userId)
        await new TeamRows(tx).lockOwners(organizationId)
        const rows = new MembershipRows(tx)
        const current = await rows.byId(id)
        if (user === undefined || current === undefined) throw missing
        if (current.userId === user.id) return { accepted: current, changed: false }
        if (!isAddressedTo(current, user)) throw missing
        return { accepted: await admit(rows, current, user.id), changed: true }
      },
      ({ accepted: membership, changed }) => (changed ? { action: 'accept', ...auditedMembership(membership) } : []),
    )
    return accepted
  }

  /**
   * For whoever hands the invitation out instead of waiting for the user with its address.
   * @returns whether what they hand out may make an owner
   * @throws NotFound for subjects that do not manage members; Invalid when nobody can accept it; Forbidden when only owners may
   */
  async handOut(subject: Subject, id: MembershipId): Promise<{ membership: Membership; mayMakeOwner: boolean }> {
    const membership = await this.#parts.memberships.read(subject, id)
    const { organizationId } = membership
    authorize(subject, 'manage-membership', organizationId, `organization membership ${id}`)
    if (membership.status !== 'invited') throw new Invalid('The invitation was accepted already', '/data')
    const mayMakeOwner = can(subject, 'update', organizationId)
    if (!mayMakeOwner && (await new TeamRows(this.#parts.queries).isAmongOwners(id))) {
      throw new Forbidden('This invitation makes an owner: only owners can hand it out')
    }
    return { membership, mayMakeOwner }
  }

  /**
   * A user joins by an invitation that they hold, whoever it is addressed to.
   * @throws as `takeInvitation`; Invalid when they are a member already
   */
  async join(subject: Subject, held: HeldInvitation): Promise<Membership> {
    if (subject.kind !== 'user') throw new NotFound('only users join organizations')
    const { userId } = subject
    return await this.#parts.accessChanges.make(
      subject,
      async (tx) => {
        await new UserRows(tx).locked(userId)
        return await admit(new MembershipRows(tx), await takeInvitation(tx, held), userId)
      },
      (membership) => ({ action: 'accept', ...auditedMembership(membership) }),
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
    const joins = this.#parts.autoAccept && user !== undefined
    return {
      id: newId('organization-membership'),
      organizationId,
      userId: joins ? user.id : null,
      email,
      status: joins ? 'active' : 'invited',
      createdAt: this.#parts.clock.now(),
    }
  }
}

/** @throws Invalid when they are a member by another invitation */
async function admit(rows: MembershipRows, { id, ...invited }: Membership, userId: UserId): Promise<Membership> {
  if ((await rows.ofUserIn(invited.organizationId, userId)) !== undefined) throw new Invalid(MEMBER_ALREADY, '/data')
  await rows.accept(id, userId)
  return { ...invited, id, userId, status: 'active' }
}
