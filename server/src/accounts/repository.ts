import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../database/index.ts'
import type { MembershipId, OrganizationId, TeamId, UserId } from '../platform/kernel/index.ts'
import type { Membership } from './membership.ts'
import type { RoleSource } from './roles.ts'
import { type Team, teamNameKey } from './team.ts'
import type { User } from './user.ts'

export type AccountTables = Pick<Schema, 'users' | 'organization_memberships' | 'teams' | 'team_memberships' | 'user_passwords'>

export class AccountRepository {
  readonly #database: Kysely<AccountTables>

  constructor(database: Kysely<AccountTables>) {
    this.#database = database
  }

  /** @returns false when the user name or the e-mail address is taken */
  async insertUser(user: User): Promise<boolean> {
    const inserted = await this.#database
      .insertInto('users')
      .values({
        id: user.id,
        username: user.username,
        username_lower: user.username.toLowerCase(),
        email: user.email,
        email_lower: user.email.toLowerCase(),
        is_site_admin: user.siteAdmin ? 1 : 0,
        created_at: user.createdAt,
        updated_at: user.updatedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    return inserted !== undefined
  }

  async userById(id: UserId): Promise<User | undefined> {
    return userOf(await this.#database.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst())
  }

  async anyUser(): Promise<boolean> {
    return (await this.#database.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined
  }

  async userByUsername(username: string): Promise<User | undefined> {
    const key = username.toLowerCase()
    return userOf(await this.#database.selectFrom('users').selectAll().where('username_lower', '=', key).executeTakeFirst())
  }

  async userByEmail(email: string): Promise<User | undefined> {
    const key = email.toLowerCase()
    return userOf(await this.#database.selectFrom('users').selectAll().where('email_lower', '=', key).executeTakeFirst())
  }

  async passwordHashOf(userId: UserId): Promise<string | undefined> {
    const row = await this.#database.selectFrom('user_passwords').select('hash').where('user_id', '=', userId).executeTakeFirst()
    return row?.hash
  }

  async upsertPassword(userId: UserId, hash: string, at: number): Promise<void> {
    await this.#database
      .insertInto('user_passwords')
      .values({ user_id: userId, hash, changed_at: at })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ hash, changed_at: at }))
      .execute()
  }

  async insertMembership(membership: Membership): Promise<void> {
    await this.#database
      .insertInto('organization_memberships')
      .values({
        id: membership.id,
        organization_id: membership.organizationId,
        user_id: membership.userId,
        email: membership.email,
        status: membership.status,
        created_at: membership.createdAt,
      })
      .execute()
  }

  async membershipByEmail(organizationId: OrganizationId, email: string): Promise<Membership | undefined> {
    const row = await this.#database
      .selectFrom('organization_memberships')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .where('email', '=', email.toLowerCase())
      .executeTakeFirst()
    return row === undefined ? undefined : membershipOf(row)
  }

  async membershipOfUser(organizationId: OrganizationId, userId: UserId): Promise<Membership | undefined> {
    const row = await this.#database
      .selectFrom('organization_memberships')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return row === undefined ? undefined : membershipOf(row)
  }

  /** Invitations that were waiting for this address become memberships of the user, one in each organization. */
  async acceptInvitations(user: User): Promise<void> {
    const email = user.email.toLowerCase()
    const onePerOrganization = this.#database
      .selectFrom('organization_memberships')
      .select((select) => select.fn.min('id').as('id'))
      .where('email', '=', email)
      .where('user_id', 'is', null)
      .groupBy('organization_id')
    await this.#database
      .updateTable('organization_memberships')
      .set({ user_id: user.id, status: 'active' })
      .where('id', 'in', onePerOrganization)
      .execute()
    await this.#database.deleteFrom('organization_memberships').where('email', '=', email).where('user_id', 'is', null).execute()
  }

  /** @returns whether the user belongs to one of the organizations */
  async belongsToAny(userId: UserId, organizationIds: readonly OrganizationId[]): Promise<boolean> {
    if (organizationIds.length === 0) return false
    const found = await this.#database
      .selectFrom('organization_memberships')
      .select('id')
      .where('user_id', '=', userId)
      .where('organization_id', 'in', organizationIds)
      .limit(1)
      .executeTakeFirst()
    return found !== undefined
  }

  /** @returns false when the organization has a team of this name */
  async insertTeam(team: Team): Promise<boolean> {
    const inserted = await this.#database
      .insertInto('teams')
      .values({
        id: team.id,
        organization_id: team.organizationId,
        name: team.name,
        name_lower: teamNameKey(team.name),
        visibility: team.visibility,
        organization_access: JSON.stringify(team.organizationAccess),
        created_at: team.createdAt,
        updated_at: team.updatedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    return inserted !== undefined
  }

  async teamById(id: TeamId): Promise<Team | undefined> {
    const row = await this.#database.selectFrom('teams').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : teamOf(row)
  }

  /** In the order of names. */
  async teamsOf(organizationId: OrganizationId): Promise<Team[]> {
    const rows = await this.#database
      .selectFrom('teams')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .orderBy('name_lower')
      .execute()
    return rows.map(teamOf)
  }

  /** Adding somebody who is in the team already changes nothing. */
  async insertTeamMembership(teamId: TeamId, membershipId: MembershipId): Promise<void> {
    await this.#database
      .insertInto('team_memberships')
      .values({ team_id: teamId, membership_id: membershipId })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async teamIdsOf(userId: UserId): Promise<TeamId[]> {
    const rows = await this.#database
      .selectFrom('team_memberships')
      .innerJoin('organization_memberships', 'organization_memberships.id', 'team_memberships.membership_id')
      .select('team_memberships.team_id')
      .where('organization_memberships.user_id', '=', userId)
      .execute()
    return rows.map((row) => row.team_id)
  }

  /** What decides about the user's permissions, in one query; undefined when there is no such user. */
  async standingOf(userId: UserId): Promise<{ siteAdmin: boolean; sources: RoleSource[] } | undefined> {
    const rows = await this.#database
      .selectFrom('users')
      .leftJoin('organization_memberships as memberships', (join) =>
        join.onRef('memberships.user_id', '=', 'users.id').on('memberships.status', '=', 'active'),
      )
      .leftJoin('team_memberships', 'team_memberships.membership_id', 'memberships.id')
      .leftJoin('teams', 'teams.id', 'team_memberships.team_id')
      .select(['users.is_site_admin', 'memberships.organization_id', 'teams.name', 'teams.organization_access'])
      .where('users.id', '=', userId)
      .execute()
    const [first] = rows
    if (first === undefined) return undefined
    const sources = rows.flatMap(({ organization_id, name, organization_access }) =>
      organization_id === null
        ? []
        : [
            {
              organizationId: organization_id,
              teamName: name,
              organizationAccess: organization_access === null ? null : accessOf(organization_access),
            },
          ],
    )
    return { siteAdmin: first.is_site_admin === 1, sources }
  }
}

function userOf(row: Selectable<Schema['users']> | undefined): User | undefined {
  if (row === undefined) return undefined
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    siteAdmin: row.is_site_admin === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function membershipOf(row: Selectable<Schema['organization_memberships']>): Membership {
  return {
    id: row.id,
    organizationId: row.organization_id,
    userId: row.user_id,
    email: row.email,
    status: row.status,
    createdAt: row.created_at,
  }
}

function teamOf(row: Selectable<Schema['teams']>): Team {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    visibility: row.visibility,
    organizationAccess: accessOf(row.organization_access),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function accessOf(json: string): Record<string, boolean> {
  const access: Record<string, boolean> = JSON.parse(json)
  return access
}
