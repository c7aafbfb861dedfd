import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { MembershipId, OrganizationId, TeamId, UserId } from '../../kernel/index.ts'
import { teamNameKey } from '../people/team.ts'

/** Organizations are read for their names, which the operator's mapping has. */
type Tables = Pick<
  Schema,
  'provider_memberships' | 'provider_team_memberships' | 'organization_memberships' | 'team_memberships' | 'teams' | 'organizations'
>

/** A membership that groups gave: in an organization, or in a team of it. */
export interface Given {
  membershipId: MembershipId
  organizationId: OrganizationId
}

export interface GivenInTeam extends Given {
  teamId: TeamId
  teamName: string
}

export class ProviderMembershipRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async organizationNamed(name: string): Promise<OrganizationId | undefined> {
    const named = this.#queries.selectFrom('organizations').select('id').where('name_lower', '=', name.toLowerCase())
    return (await named.executeTakeFirst())?.id
  }

  async teamNamed(organizationId: OrganizationId, name: string): Promise<{ id: TeamId; name: string } | undefined> {
    return await this.#queries
      .selectFrom('teams')
      .select(['id', 'name'])
      .where('organization_id', '=', organizationId)
      .where('name_lower', '=', teamNameKey(name))
      .executeTakeFirst()
  }

  async teamsOf(membershipId: MembershipId): Promise<TeamId[]> {
    const rows = await this.#queries.selectFrom('team_memberships').select('team_id').where('membership_id', '=', membershipId).execute()
    return rows.map((row) => row.team_id)
  }

  async mark(membershipId: MembershipId): Promise<void> {
    await this.#queries.insertInto('provider_memberships').values({ membership_id: membershipId }).execute()
  }

  async markInTeam(teamId: TeamId, membershipId: MembershipId): Promise<void> {
    await this.#queries.insertInto('provider_team_memberships').values({ team_id: teamId, membership_id: membershipId }).execute()
  }

  async given(userId: UserId): Promise<Given[]> {
    return await this.#queries
      .selectFrom('provider_memberships')
      .innerJoin('organization_memberships', 'organization_memberships.id', 'provider_memberships.membership_id')
      .select(['organization_memberships.id as membershipId', 'organization_memberships.organization_id as organizationId'])
      .where('organization_memberships.user_id', '=', userId)
      .orderBy('organization_memberships.id')
      .execute()
  }

  async givenInTeams(userId: UserId): Promise<GivenInTeam[]> {
    return await this.#queries
      .selectFrom('provider_team_memberships')
      .innerJoin('organization_memberships', 'organization_memberships.id', 'provider_team_memberships.membership_id')
      .innerJoin('teams', 'teams.id', 'provider_team_memberships.team_id')
      .select([
        'organization_memberships.id as membershipId',
        'organization_memberships.organization_id as organizationId',
        'teams.id as teamId',
        'teams.name as teamName',
      ])
      .where('organization_memberships.user_id', '=', userId)
      .orderBy('teams.id')
      .execute()
  }
}
