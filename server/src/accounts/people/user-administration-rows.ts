// What only administrators of the site ask of the users: all of them, their organizations, and whether one may be spared.
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
  readonly #database: Kysely<Tables>

  constructor(database: Kysely<Tables>) {
    this.#database = database
  }

  /** In the order of user names. */
  async page({ any, siteAdmin, suspended }: UserFilter, request: PageRequest): Promise<Page<User>> {
    let matching = this.#database.selectFrom('users')
    if (any !== undefined) matching = matching.where(contains(any))
    if (siteAdmin !== undefined) matching = matching.where('is_site_admin', '=', siteAdmin ? 1 : 0)
    if (suspended !== undefined) matching = matching.where('suspended_at', suspended ? 'is not' : 'is', null)
    return await rowPage(matching.selectAll().orderBy('username_lower'), request, userOf)
  }

  /** In a transaction; until its end nobody else gets past this, so that two administrators cannot shut each other out. */
  async lockSiteAdmins(): Promise<void> {
    await this.#database
      .updateTable('users')
      .set((user) => ({ updated_at: user.ref('updated_at') }))
      .where('is_site_admin', '=', 1)
      .execute()
  }

  /** @returns whether there is an administrator of the site beside this user who can act as such */
  async hasOtherSiteAdmin(id: UserId): Promise<boolean> {
    const other = await this.#database
      .selectFrom('users')
      .select('id')
      .where('is_site_admin', '=', 1)
      .where('suspended_at', 'is', null)
      .where('id', '!=', id)
      .limit(1)
      .executeTakeFirst()
    return other !== undefined
  }

  /** Whether they are an administrator of the site, and whether they are suspended. */
  async updateStanding({ id, siteAdmin, suspendedAt, updatedAt }: User): Promise<void> {
    const changes = { is_site_admin: siteAdmin ? (1 as const) : (0 as const), suspended_at: suspendedAt, updated_at: updatedAt }
    await this.#database.updateTable('users').set(changes).where('id', '=', id).execute()
  }

  async delete(id: UserId): Promise<void> {
    await this.#database.deleteFrom('users').where('id', '=', id).execute()
  }

  /** Those they are an active member of, in the order of names. */
  async organizationsOf(ids: readonly UserId[]): Promise<OrganizationOfUser[]> {
    if (ids.length === 0) return []
    const rows = await this.#database
      .selectFrom('organization_memberships as memberships')
      .innerJoin('organizations', 'organizations.id', 'memberships.organization_id')
      .select(['memberships.user_id', 'organizations.id', 'organizations.name'])
      .where('memberships.user_id', 'in', ids)
      .where('memberships.status', '=', 'active')
      .orderBy('organizations.name_lower')
      .execute()
    return rows.flatMap(({ user_id: userId, ...organization }) => (userId === null ? [] : [{ userId, ...organization }]))
  }

  /** Active owners, in the order of user names. */
  async ownersOf(organizationIds: readonly OrganizationId[]): Promise<{ organizationId: OrganizationId; user: User }[]> {
    if (organizationIds.length === 0) return []
    const rows = await this.#database
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
