import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId, TeamId, TokenId, UserId } from '../../kernel/index.ts'
import type { Credential } from '../../permissions/index.ts'
import type { AuthenticationToken, SharedOwner, TokenOwner } from './authentication-token.ts'

/** The owners and sessions are only locked. */
type Tables = Pick<Schema, 'authentication_tokens' | 'organizations' | 'teams' | 'users' | 'browser_sessions'>
type Row = Selectable<Schema['authentication_tokens']>

/** Whose quota a token counts for: a user's, or that of an organization with all its teams. */
export type TokenKeeper = { userId: UserId } | { organizationId: OrganizationId }

export class TokenRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async insert(token: AuthenticationToken, hash: string): Promise<void> {
    const { owner } = token
    await this.#queries
      .insertInto('authentication_tokens')
      .values({
        id: token.id,
        token_hash: hash,
        kind: owner.kind,
        user_id: owner.kind === 'user' ? owner.userId : null,
        team_id: owner.kind === 'team' ? owner.teamId : null,
        organization_id: owner.kind === 'organization' || owner.kind === 'audit-trails' ? owner.organizationId : null,
        description: token.description,
        created_by: token.createdBy,
        created_at: token.createdAt,
        expires_at: token.expiresAt,
        last_used_at: token.lastUsedAt,
      })
      .execute()
  }

  /** Locks the owner until the transaction ends, so that its tokens come and go in turn. */
  async lockOwner(owner: TokenOwner): Promise<void> {
    if (owner.kind === 'user') {
      await this.#queries
        .updateTable('users')
        .set((row) => ({ updated_at: row.ref('updated_at') }))
        .where('id', '=', owner.userId)
        .execute()
      return
    }
    if (owner.kind === 'team') {
      await this.#queries
        .updateTable('teams')
        .set((row) => ({ updated_at: row.ref('updated_at') }))
        .where('id', '=', owner.teamId)
        .execute()
      return
    }
    await this.#queries
      .updateTable('organizations')
      .set((row) => ({ updated_at: row.ref('updated_at') }))
      .where('id', '=', owner.organizationId)
      .execute()
  }

  /** Until the transaction ends, so that nobody else counts its tokens. */
  async lockKeeper(keeper: TokenKeeper): Promise<void> {
    if ('organizationId' in keeper) return await this.lockOwner({ kind: 'organization', organizationId: keeper.organizationId })
    const same = this.#queries.updateTable('users').set((user) => ({ updated_at: user.ref('updated_at') }))
    await same.where('id', '=', keeper.userId).execute()
  }

  /** Expired ones count until they are deleted. */
  async countOf(keeper: TokenKeeper): Promise<number> {
    const all = this.#queries.selectFrom('authentication_tokens').select(({ fn }) => fn.countAll().as('count'))
    if ('userId' in keeper) return Number((await all.where('user_id', '=', keeper.userId).executeTakeFirstOrThrow()).count)
    const { organizationId } = keeper
    const [own, ofTeams] = await Promise.all([
      all.where('organization_id', '=', organizationId).executeTakeFirstOrThrow(),
      all
        .where('team_id', 'in', ({ selectFrom }) =>
          selectFrom('teams').select('teams.id').where('teams.organization_id', '=', organizationId),
        )
        .executeTakeFirstOrThrow(),
    ])
    return Number(own.count) + Number(ofTeams.count)
  }

  async byHash(hash: string): Promise<AuthenticationToken | undefined> {
    return entityOf(await this.#queries.selectFrom('authentication_tokens').selectAll().where('token_hash', '=', hash).executeTakeFirst())
  }

  /** Records the use too: it tells which tokens still have a hash of a former key. */
  async rehash(id: TokenId, hash: string, at: number): Promise<void> {
    await this.#queries.updateTable('authentication_tokens').set({ token_hash: hash, last_used_at: at }).where('id', '=', id).execute()
  }

  async byId(id: TokenId): Promise<AuthenticationToken | undefined> {
    return entityOf(await this.#queries.selectFrom('authentication_tokens').selectAll().where('id', '=', id).executeTakeFirst())
  }

  /** Whether the credential was not revoked yet. When it was not, it is kept until the transaction ends. */
  async holds(credential: Credential): Promise<boolean> {
    const same =
      credential.kind === 'token'
        ? this.#queries
            .updateTable('authentication_tokens')
            .set((row) => ({ created_at: row.ref('created_at') }))
            .where('id', '=', credential.id)
        : this.#queries
            .updateTable('browser_sessions')
            .set((row) => ({ created_at: row.ref('created_at') }))
            .where('secret_hash', '=', credential.secretHash)
    return (await same.executeTakeFirst()).numUpdatedRows > 0n
  }

  /** The newest first. */
  async ofUser(userId: UserId): Promise<AuthenticationToken[]> {
    const rows = await this.#queries
      .selectFrom('authentication_tokens')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .execute()
    return rows.map(tokenOf)
  }

  /** With and without a description, the newest first. */
  async ofTeams(teamIds: readonly TeamId[]): Promise<AuthenticationToken[]> {
    if (teamIds.length === 0) return []
    const all = this.#queries.selectFrom('authentication_tokens').selectAll().where('team_id', 'in', teamIds)
    return (await all.orderBy('created_at', 'desc').orderBy('id').execute()).map(tokenOf)
  }

  async describedOfTeam(teamId: TeamId, description: string): Promise<AuthenticationToken | undefined> {
    const row = await this.#queries
      .selectFrom('authentication_tokens')
      .selectAll()
      .where('team_id', '=', teamId)
      .where('description', '=', description)
      .executeTakeFirst()
    return entityOf(row)
  }

  /** The newest token without a description. There should be only one. */
  async unnamed(owner: SharedOwner): Promise<AuthenticationToken | undefined> {
    const row = await this.#unnamedOf(owner).selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst()
    return entityOf(row)
  }

  async deleteUnnamed(owner: SharedOwner): Promise<void> {
    const all = await this.#unnamedOf(owner).select('id').execute()
    const going = all.map((row) => row.id)
    if (going.length > 0) await this.#queries.deleteFrom('authentication_tokens').where('id', 'in', going).execute()
  }

  /** @returns false when it is gone already */
  async delete(id: TokenId): Promise<boolean> {
    const { numDeletedRows } = await this.#queries.deleteFrom('authentication_tokens').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0n
  }

  /** Never moves a time backwards. */
  async recordUse(ids: readonly TokenId[], at: number): Promise<void> {
    await this.#queries
      .updateTable('authentication_tokens')
      .set({ last_used_at: at })
      .where('id', 'in', ids)
      .where((is) => is.or([is('last_used_at', 'is', null), is('last_used_at', '<', at)]))
      .execute()
  }

  #unnamedOf(owner: SharedOwner) {
    const unnamed = this.#queries.selectFrom('authentication_tokens').where('description', 'is', null)
    return owner.kind === 'team'
      ? unnamed.where('kind', '=', 'team').where('team_id', '=', owner.teamId)
      : unnamed.where('kind', '=', owner.kind).where('organization_id', '=', owner.organizationId)
  }
}

function entityOf(row: Row | undefined): AuthenticationToken | undefined {
  return row === undefined ? undefined : tokenOf(row)
}

function tokenOf(row: Row): AuthenticationToken {
  return {
    id: row.id,
    owner: ownerOf(row),
    description: row.description,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  }
}

function ownerOf(row: Row): TokenOwner {
  if (row.kind === 'user' && row.user_id !== null) return { kind: 'user', userId: row.user_id }
  if (row.kind === 'team' && row.team_id !== null) return { kind: 'team', teamId: row.team_id }
  if ((row.kind === 'organization' || row.kind === 'audit-trails') && row.organization_id !== null) {
    return { kind: row.kind, organizationId: row.organization_id }
  }
  throw new Error(`authentication token ${row.id} has no owner`)
}
