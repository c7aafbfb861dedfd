import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { MembershipId, OrganizationId, TeamId, UserId } from '../../kernel/index.ts'
import { OWNERS_TEAM, type Team, type TeamMember, teamNameKey } from './team.ts'
import { accessOf } from './team-access.ts'

type Tables = Pick<Schema, 'teams' | 'team_memberships' | 'organization_memberships'>

export class TeamRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  /** @returns false when the organization has a team of this name */
  async insert(team: Team): Promise<boolean> {
    const inserted = await this.#queries
      .insertInto('teams')
      .values({
        id: team.id,
        organization_id: team.organizationId,
        name: team.name,
        name_lower: teamNameKey(team.name),
        visibility: team.visibility,
        organization_access: JSON.stringify(team.organizationAccess),
        sso_team_id: team.ssoTeamId,
        allow_member_token_management: team.allowMemberTokenManagement ? 1 : 0,
        created_at: team.createdAt,
        updated_at: team.updatedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    return inserted !== undefined
  }

  async byId(id: TeamId): Promise<Team | undefined> {
    const row = await this.#queries.selectFrom('teams').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : teamOf(row)
  }

  /** As it is now, and kept from changing until the transaction ends. */
  async locked(id: TeamId): Promise<Team | undefined> {
    const same = this.#queries.updateTable('teams').set((team) => ({ name: team.ref('name') }))
    const row = await same.where('id', '=', id).returningAll().executeTakeFirst()
    return row === undefined ? undefined : teamOf(row)
  }

  /** In the order of names. */
  async ofOrganization(organizationId: OrganizationId): Promise<Team[]> {
    const rows = await this.#queries
      .selectFrom('teams')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .orderBy('name_lower')
      .execute()
    return rows.map(teamOf)
  }

  /** Adding a member twice changes nothing. */
  async addMember(teamId: TeamId, membershipId: MembershipId): Promise<void> {
    await this.#queries
      .insertInto('team_memberships')
      .values({ team_id: teamId, membership_id: membershipId })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async idsOfUser(userId: UserId): Promise<TeamId[]> {
    const rows = await this.#queries
      .selectFrom('team_memberships')
      .innerJoin('organization_memberships', 'organization_memberships.id', 'team_memberships.membership_id')
      .select('team_memberships.team_id')
      .where('organization_memberships.user_id', '=', userId)
      .execute()
    return rows.map((row) => row.team_id)
  }

  /** Fails with a unique violation when the name is taken. */
  async update(team: Team): Promise<void> {
    await this.#queries
      .updateTable('teams')
      .set({
        name: team.name,
        name_lower: teamNameKey(team.name),
        visibility: team.visibility,
        organization_access: JSON.stringify(team.organizationAccess),
        sso_team_id: team.ssoTeamId,
        allow_member_token_management: team.allowMemberTokenManagement ? 1 : 0,
        updated_at: team.updatedAt,
      })
      .where('id', '=', team.id)
      .execute()
  }

  async delete(id: TeamId): Promise<void> {
    await this.#queries.deleteFrom('teams').where('id', '=', id).execute()
  }

  async removeMember(teamId: TeamId, membershipId: MembershipId): Promise<void> {
    await this.#queries.deleteFrom('team_memberships').where('team_id', '=', teamId).where('membership_id', '=', membershipId).execute()
  }

  /** The oldest membership first. */
  async membersOf(ids: readonly TeamId[]): Promise<TeamMember[]> {
    if (ids.length === 0) return []
    const rows = await this.#members().where('team_memberships.team_id', 'in', ids).execute()
    return rows.map((row) => ({ teamId: row.team_id, membershipId: row.membership_id, userId: row.user_id }))
  }

  async ofMemberships(ids: readonly MembershipId[]): Promise<TeamMember[]> {
    if (ids.length === 0) return []
    const rows = await this.#members().where('team_memberships.membership_id', 'in', ids).execute()
    return rows.map((row) => ({ teamId: row.team_id, membershipId: row.membership_id, userId: row.user_id }))
  }

  /** Locks the owners team until the transaction ends, so that two owners cannot remove each other. */
  async lockOwners(organizationId: OrganizationId): Promise<void> {
    await this.#queries
      .updateTable('teams')
      .set((team) => ({ name: team.ref('name') }))
      .where('organization_id', '=', organizationId)
      .where('name_lower', '=', OWNERS_TEAM)
      .execute()
  }

  /** Without invitations. */
  async activeOwners(organizationId: OrganizationId): Promise<MembershipId[]> {
    const rows = await this.#members()
      .innerJoin('teams', 'teams.id', 'team_memberships.team_id')
      .where('teams.organization_id', '=', organizationId)
      .where('teams.name_lower', '=', OWNERS_TEAM)
      .where('organization_memberships.status', '=', 'active')
      .execute()
    return rows.map((row) => row.membership_id)
  }

  /** Invitations too. */
  async isAmongOwners(id: MembershipId): Promise<boolean> {
    const found = await this.#members()
      .innerJoin('teams', 'teams.id', 'team_memberships.team_id')
      .where('team_memberships.membership_id', '=', id)
      .where('teams.name_lower', '=', OWNERS_TEAM)
      .executeTakeFirst()
    return found !== undefined
  }

  #members() {
    return this.#queries
      .selectFrom('team_memberships')
      .innerJoin('organization_memberships', 'organization_memberships.id', 'team_memberships.membership_id')
      .select(['team_memberships.team_id', 'team_memberships.membership_id', 'organization_memberships.user_id'])
      .orderBy('organization_memberships.created_at')
      .orderBy('team_memberships.membership_id')
  }
}

function teamOf(row: Selectable<Schema['teams']>): Team {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    visibility: row.visibility,
    organizationAccess: accessOf(row.organization_access),
    ssoTeamId: row.sso_team_id,
    allowMemberTokenManagement: row.allow_member_token_management === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
