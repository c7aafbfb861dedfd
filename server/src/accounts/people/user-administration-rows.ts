// Queries for site administrators: all users, their organizations, and whether another administrator is left.
import { type Kysely, type SqlBool, sql } from 'kysely'
import { rowPage, type Schema } from '../../database/index.ts'
import type { OrganizationId, Page, PageRequest, UserId } from '../../kernel/index.ts'
import { OWNERS_TEAM } from './team.ts'
import type { User } from './user.ts'
import { userOf } from './user-rows.ts'

/** `organizations` is read for names only. */
type Tables = Pick<Schema, 'users' | 'organization_memberships' | 'team_memberships' | 'teams' | 'organizations'>

export interface UserFilter {
  /** part of the user name or the e-mail address, letter case ignored */
  any?: string | undefined
  siteAdmin?: boolean | undefined
  suspended?: boolean | undefined
}

export interface OrganizationOfUser {
  userId: UserId
  id: OrganizationId
  name: string
}

export class UserAdministrationRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  /** In the order of user names. */
  async page({ any, siteAdmin, suspended }: UserFilter, request: PageRequest): Promise<Page<User>> {
    let matching = this.#queries.selectFrom('users')
    if (any !== undefined) matching = matching.where(contains(any))
    if (siteAdmin !== undefined) matching = matching.where('is_site_admin', '=', siteAdmin ? 1 : 0)
    if (suspended !== undefined) matching = matching.where('suspended_at', suspended ? 'is not' : 'is', null)
    return await rowPage(matching.selectAll().orderBy('username_lower'), request, userOf)
  }

  /** Locks all site administrators until the transaction ends, so that two cannot remove each other. */
  async lockSiteAdmins(): Promise<void> {
    await this.#queries
      .updateTable('users')
      .set((user) => ({ updated_at: user.ref('updated_at') }))
      .where('is_site_admin', '=', 1)
      .execute()
  }

  /** @returns whether another user is a site administrator and not suspended */
  async hasOtherSiteAdmin(id: UserId): Promise<boolean> {
    const other = await this.#queries
      .selectFrom('users')
      .select('id')
      .where('is_site_admin', '=', 1)
      .where('suspended_at', 'is', null)
      .where('id', '!=', id)
      .limit(1)
      .executeTakeFirst()
    return other !== undefined
  }

  /** Site administrator or not, suspended or not. */
  async updateStanding({ id, siteAdmin, suspendedAt, updatedAt }: User): Promise<void> {
    const changes = { is_site_admin: siteAdmin ? (1 as const) : (0 as const), suspended_at: suspendedAt, updated_at: updatedAt }
    await this.#queries.updateTable('users').set(changes).where('id', '=', id).execute()
  }

  async delete(id: UserId): Promise<void> {
    await this.#queries.deleteFrom('users').where('id', '=', id).execute()
  }

  /** Organizations with an active membership, in the order of names. */
  async organizationsOf(ids: readonly UserId[]): Promise<OrganizationOfUser[]> {
    if (ids.length === 0) return []
    const rows = await this.#queries
      .selectFrom('organization_memberships as memberships')
      .innerJoin('organizations', 'organizations.id', 'memberships.organization_id')
      .select(['memberships.user_id', 'organizations.id', 'organizations.name'])
      .where('memberships.user_id', 'in', ids)
      .where('memberships.status', '=', 'active')
      .orderBy('organizations.name_lower')
      .execute()
    return rows.flatMap(({ user_id: userId, ...organization }) => (userId === null ? [] : [{ userId, ...organization }]))
  }

  async organizationNames(ids: readonly OrganizationId[]): Promise<ReadonlyMap<OrganizationId, string>> {
    if (ids.length === 0) return new Map()
    const rows = await this.#queries.selectFrom('organizations').select(['id', 'name']).where('id', 'in', ids).execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
  }

  /** Active owners, in the order of user names. */
  async ownersOf(organizationIds: readonly OrganizationId[]): Promise<{ organizationId: OrganizationId; user: User }[]> {
    if (organizationIds.length === 0) return []
    const rows = await this.#queries
      .selectFrom('teams')
      .innerJoin('team_memberships', 'team_memberships.team_id', 'teams.id')
      .innerJoin('organization_memberships as memberships', 'memberships.id', 'team_memberships.membership_id')
      .innerJoin('users', 'users.id', 'memberships.user_id')
      .select('teams.organization_id')
      .selectAll('users')
      .where('teams.organization_id', 'in', organizationIds)
      .where('teams.name_lower', '=', OWNERS_TEAM)
      .where('memberships.status', '=', 'active')
      .orderBy('users.username_lower')
      .execute()
    return rows.map(({ organization_id: organizationId, ...user }) => ({ organizationId, user: userOf(user) }))
  }
}

function contains(text: string) {
  const pattern = `%${text.toLowerCase().replaceAll(/[%_!]/g, '!$&')}%`
  return sql<SqlBool>`(username_lower like ${pattern} escape '!' or email_lower like ${pattern} escape '!')`
}
