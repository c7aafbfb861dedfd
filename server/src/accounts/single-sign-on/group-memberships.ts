// Memberships that follow the groups of the identity provider. What people gave, only people take away.
import type { AuditFact } from '../../audit-trail/index.ts'
import type { Queries } from '../../database/index.ts'
import { newId, type OrganizationId, type TeamId } from '../../kernel/index.ts'
import { isAddressedTo, type Membership } from '../people/membership.ts'
import { MembershipRows } from '../people/membership-rows.ts'
import { isOwnersTeam } from '../people/team.ts'
import { TeamRows } from '../people/team-rows.ts'
import type { User } from '../people/user.ts'
import { type GroupMapping, placesOf } from './group-mapping.ts'
import { type Given, type GivenInTeam, ProviderMembershipRows } from './provider-membership-rows.ts'

export interface GroupsOfUser {
  user: User
  groups: readonly string[]
  mapping: GroupMapping
  /** milliseconds since the epoch */
  now: number
}

/** The places that the groups lead to and that exist, by organization. */
type Wanted = ReadonlyMap<OrganizationId, readonly { id: TeamId; name: string }[]>

/**
 * Gives what the groups give, and takes away what only groups gave and no group gives any more. The last owner of an
 * organization stays. To be called with the user locked.
 * @returns what to write to the audit trail
 */
export async function followGroups(tx: Queries, { user, groups, mapping, now }: GroupsOfUser): Promise<AuditFact[]> {
  const rows = new ProviderMembershipRows(tx)
  const wanted = await existing(rows, placesOf(groups, mapping))
  const before = [...(await rows.given(user.id)), ...(await rows.givenInTeams(user.id))]
  const organizations = [...new Set([...wanted.keys(), ...before.map(({ organizationId }) => organizationId)])].toSorted()
  // Always in the same order, so that two sign-ins never wait for each other.
  for (const id of organizations) await new TeamRows(tx).lockOwners(id)
  const facts: AuditFact[] = []
  for (const [organizationId, teams] of wanted) facts.push(...(await give(tx, { user, organizationId, teams, now })))
  for (const each of await rows.givenInTeams(user.id)) {
    if (!wanted.get(each.organizationId)?.some(({ id }) => id === each.teamId)) facts.push(...(await takeFromTeam(tx, each)))
  }
  for (const each of await rows.given(user.id)) if (!wanted.has(each.organizationId)) facts.push(...(await take(tx, each)))
  return facts
}

async function existing(rows: ProviderMembershipRows, places: ReturnType<typeof placesOf>): Promise<Wanted> {
  const wanted = new Map<OrganizationId, { id: TeamId; name: string }[]>()
  for (const { organization, team } of places) {
    const id = await rows.organizationNamed(organization)
    const found = id === undefined || team === undefined ? undefined : await rows.teamNamed(id, team)
    // A team that is gone leads nowhere, and not into its organization either.
    if (id === undefined || (team !== undefined && found === undefined)) continue
    wanted.set(id, [...(wanted.get(id) ?? []), ...(found === undefined ? [] : [found])])
  }
  return wanted
}

interface Giving {
  user: User
  organizationId: OrganizationId
  teams: readonly { id: TeamId; name: string }[]
  now: number
}

async function give(tx: Queries, { user, organizationId, teams, now }: Giving): Promise<AuditFact[]> {
  const rows = new ProviderMembershipRows(tx)
  const { membership, facts } = await membershipIn(tx, { user, organizationId, now })
  const current = await rows.teamsOf(membership.id)
  for (const team of teams.filter(({ id }, index) => teams.findIndex((other) => other.id === id) === index)) {
    if (current.includes(team.id)) continue
    await new TeamRows(tx).addMember(team.id, membership.id)
    await rows.markInTeam(team.id, membership.id)
    facts.push(teamFact('add_member', { organizationId, teamId: team.id, teamName: team.name, membershipId: membership.id }))
  }
  return facts
}

/** The user's own, or an invitation that waits for them: people gave both. Otherwise a new one. */
async function membershipIn(
  tx: Queries,
  { user, organizationId, now }: Omit<Giving, 'teams'>,
): Promise<{ membership: Membership; facts: AuditFact[] }> {
  const memberships = new MembershipRows(tx)
  const own = await memberships.ofUserIn(organizationId, user.id)
  if (own !== undefined) return { membership: own, facts: [] }
  const invitation = await memberships.byEmail(organizationId, user.email)
  if (invitation !== undefined && isAddressedTo(invitation, user)) {
    await memberships.accept(invitation.id, user.id)
    return { membership: { ...invitation, userId: user.id, status: 'active' }, facts: [membershipFact('accept', invitation)] }
  }
  const { id: userId, email } = user
  const made: Membership = { id: newId('organization-membership'), organizationId, userId, email, status: 'active', createdAt: now }
  await memberships.insert(made)
  await new ProviderMembershipRows(tx).mark(made.id)
  return { membership: made, facts: [membershipFact('create', made)] }
}

async function takeFromTeam(tx: Queries, given: GivenInTeam): Promise<AuditFact[]> {
  const teams = new TeamRows(tx)
  if (isOwnersTeam({ name: given.teamName })) {
    const owners = await teams.activeOwners(given.organizationId)
    if (owners.every((owner) => owner === given.membershipId)) return []
  }
  await teams.removeMember(given.teamId, given.membershipId)
  return [teamFact('remove_member', given)]
}

/** Whoever is still in a team was put there by people, or is the last owner, and stays. */
async function take(tx: Queries, { membershipId }: Given): Promise<AuditFact[]> {
  const memberships = new MembershipRows(tx)
  const membership = await memberships.byId(membershipId)
  if (membership === undefined || (await new ProviderMembershipRows(tx).teamsOf(membershipId)).length > 0) return []
  await memberships.delete(membershipId)
  return [membershipFact('destroy', membership)]
}

const BY = { by: 'single sign-on' }

function membershipFact(action: string, { id, organizationId, email }: Membership): AuditFact {
  return { action, resource: { type: 'organization_membership', id, meta: { email, ...BY } }, organizationId }
}

function teamFact(action: string, { teamId, teamName, membershipId, organizationId }: GivenInTeam): AuditFact {
  const meta = { name: teamName, members: [{ membership: membershipId }], ...BY }
  return { action, resource: { type: 'team', id: teamId, meta }, organizationId }
}
