import { type Expression, type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import { rowPage, type Schema } from '../../database/index.ts'
import type { MembershipId, OrganizationId, Page, PageRequest, UserId } from '../../kernel/index.ts'
import type { Membership, MembershipFilter } from './membership.ts'
import type { RoleSource } from './roles.ts'
import { accessOf } from './team-access.ts'
import type { User } from './user.ts'

/** `organizations` is read for one thing only: whether it accepts user tokens, which every authentication asks. */
type Tables = Pick<Schema, 'users' | 'organization_memberships' | 'teams' | 'team_memberships' | 'organizations'>

export class MembershipRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async insert(membership: Membership): Promise<void> {
    await this.#queries
      .insertInto('organization_memberships')
      .values({
        id: membership.id,
        organization_id: membership.organizationId,
        user_id: membership.userId,
        email: membership.email.toLowerCase(),
        email_as_sent: membership.email,
        status: membership.status,
        created_at: membership.createdAt,
      })
      .execute()
  }

  async delete(id: MembershipId): Promise<void> {
    await this.#queries.deleteFrom('organization_memberships').where('id', '=', id).execute()
  }

  async byId(id: MembershipId): Promise<Membership | undefined> {
    return (await this.byIds([id]))[0]
  }

  /** The oldest first. */
  async byIds(ids: readonly MembershipId[]): Promise<Membership[]> {
    if (ids.length === 0) return []
    const rows = await this.#queries
      .selectFrom('organization_memberships')
      .selectAll()
      .where('id', 'in', ids)
      .orderBy('created_at')
      .execute()
    return rows.map(membershipOf)
  }

  /** The oldest first. */
  async page(organizationId: OrganizationId, filter: MembershipFilter, request: PageRequest): Promise<Page<Membership>> {
    let matching = this.#queries
      .selectFrom('organization_memberships as memberships')
      .leftJoin('users', 'users.id', 'memberships.user_id')
      .where('memberships.organization_id', '=', organizationId)
    const { any, emails, status } = filter
    if (any !== undefined) matching = matching.where(contains(any))
    if (emails !== undefined)
      matching = matching.where(
        'memberships.email',
        'in',
        emails.map((email) => email.toLowerCase()),
      )
    if (status !== undefined) matching = matching.where('memberships.status', '=', status)
    return await rowPage(
      matching.selectAll('memberships').orderBy('memberships.created_at').orderBy('memberships.id'),
      request,
      membershipOf,
    )
  }

  async countByStatus(organizationId: OrganizationId): Promise<Record<Membership['status'], number>> {
    const rows = await this.#queries
      .selectFrom('organization_memberships')
      .select((select) => ['status', select.fn.countAll<number | string>().as('total')] as const)
      .where('organization_id', '=', organizationId)
      .groupBy('status')
      .execute()
    const of = (status: Membership['status']) => Number(rows.find((row) => row.status === status)?.total ?? 0)
    return { active: of('active'), invited: of('invited') }
  }

  /** The oldest first. */
  async organizationsOf(userId: UserId): Promise<OrganizationId[]> {
    const rows = await this.#queries
      .selectFrom('organization_memberships')
      .select('organization_id')
      .where('user_id', '=', userId)
      .where('status', '=', 'active')
      .orderBy('organization_id')
      .execute()
    return rows.map((row) => row.organization_id)
  }

  /** The user's, and invitations to the user's address, which become the user's here; the oldest first. */
  async concerning({ id, email }: Pick<User, 'id' | 'email'>): Promise<Membership[]> {
    const rows = await this.#queries
      .selectFrom('organization_memberships')
      .selectAll()
      .where((is) => is.or([is('user_id', '=', id), is.and([is('user_id', 'is', null), is('email', '=', email.toLowerCase())])]))
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.map((row) => ({ ...membershipOf(row), userId: id }))
  }

  async ofUser(userId: UserId): Promise<Membership[]> {
    const all = this.#queries.selectFrom('organization_memberships').selectAll().where('user_id', '=', userId)
    return (await all.orderBy('created_at').orderBy('id').execute()).map(membershipOf)
  }

  async byEmail(organizationId: OrganizationId, email: string): Promise<Membership | undefined> {
    const row = await this.#queries
      .selectFrom('organization_memberships')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .where('email', '=', email.toLowerCase())
      .executeTakeFirst()
    return row === undefined ? undefined : membershipOf(row)
  }

  async ofUserIn(organizationId: OrganizationId, userId: UserId): Promise<Membership | undefined> {
    const row = await this.#queries
      .selectFrom('organization_memberships')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return row === undefined ? undefined : membershipOf(row)
  }

  /** @param userId who has no membership in that organization */
  async accept(id: MembershipId, userId: UserId): Promise<void> {
    const change = { user_id: userId, status: 'active' as const }
    await this.#queries.updateTable('organization_memberships').set(change).where('id', '=', id).execute()
  }

  /** Invitations that were waiting for this address become memberships of the user, one in each organization. */
  async acceptInvitations(user: User): Promise<void> {
    const email = user.email.toLowerCase()
    const alreadyIn = this.#queries.selectFrom('organization_memberships').select('organization_id').where('user_id', '=', user.id)
    const onePerOrganization = this.#queries
      .selectFrom('organization_memberships')
      .select((select) => select.fn.min('id').as('id'))
      .where('email', '=', email)
      .where('user_id', 'is', null)
      .where('organization_id', 'not in', alreadyIn)
      .groupBy('organization_id')
    await this.#queries
      .updateTable('organization_memberships')
      .set({ user_id: user.id, status: 'active' })
      .where('id', 'in', onePerOrganization)
      .execute()
    await this.#queries.deleteFrom('organization_memberships').where('email', '=', email).where('user_id', 'is', null).execute()
  }

  /** @returns whether the user belongs to one of the organizations */
  async belongsToAny(userId: UserId, organizationIds: readonly OrganizationId[]): Promise<boolean> {
    if (organizationIds.length === 0) return false
    const found = await this.#queries
      .selectFrom('organization_memberships')
      .select('id')
      .where('user_id', '=', userId)
      .where('organization_id', 'in', organizationIds)
      .limit(1)
      .executeTakeFirst()
    return found !== undefined
  }

  /** What decides about the user's permissions, in one query; undefined when there is no such user, or the user is suspended. */
  async standingOf(userId: UserId): Promise<{ siteAdmin: boolean; sources: RoleSource[] } | undefined> {
    const rows = await this.#queries
      .selectFrom('users')
      .leftJoin('organization_memberships as memberships', (join) =>
        join.onRef('memberships.user_id', '=', 'users.id').on('memberships.status', '=', 'active'),
      )
      .leftJoin('organizations', 'organizations.id', 'memberships.organization_id')
      .leftJoin('team_memberships', 'team_memberships.membership_id', 'memberships.id')
      .leftJoin('teams', 'teams.id', 'team_memberships.team_id')
      .select([
        'users.is_site_admin',
        'memberships.organization_id',
        'organizations.user_tokens_enabled',
        'teams.name',
        'teams.organization_access',
      ])
      .where('users.id', '=', userId)
      .where('users.suspended_at', 'is', null)
      .execute()
    const [first] = rows
    if (first === undefined) return undefined
    const sources = rows.flatMap(({ organization_id, user_tokens_enabled, name, organization_access }) =>
      organization_id === null
        ? []
        : [
            {
              organizationId: organization_id,
              userTokensEnabled: user_tokens_enabled !== 0,
              teamName: name,
              organizationAccess: organization_access === null ? null : accessOf(organization_access),
            },
          ],
    )
    return { siteAdmin: first.is_site_admin === 1, sources }
  }
}

function contains(text: string): Expression<SqlBool> {
  const pattern = `%${text.toLowerCase().replaceAll(/[%_!]/g, '!$&')}%`
  return sql<SqlBool>`(memberships.email like ${pattern} escape '!' or users.username_lower like ${pattern} escape '!')`
}

function membershipOf(row: Selectable<Schema['organization_memberships']>): Membership {
  return {
    id: row.id,
    organizationId: row.organization_id,
    userId: row.user_id,
    // An earlier release wrote rows without it.
    email: row.email_as_sent ?? row.email,
    status: row.status,
    createdAt: row.created_at,
  }
}
