// The SQL of tokens that nobody has used since a moment, with the names of their owners.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { TokenId } from '../../kernel/index.ts'

type Tables = Pick<Schema, 'authentication_tokens' | 'users' | 'teams' | 'organizations'>

export interface UnusedToken {
  id: TokenId
  /** such as `user ada`, `team acme/owners`, `organization acme`, `audit-trails acme` */
  owner: string
  description: string | null
  createdAt: number
  lastUsedAt: number | null
}

/**
 * Those that were made before `since` and not used from then on, the oldest first.
 * @param now expired tokens are left out
 */
export async function tokensUnusedSince(queries: Kysely<Tables>, since: number, now: number): Promise<UnusedToken[]> {
  const rows = await queries
    .selectFrom('authentication_tokens as token')
    .leftJoin('users as user', 'user.id', 'token.user_id')
    .leftJoin('teams as team', 'team.id', 'token.team_id')
    .leftJoin('organizations as organization', (join) =>
      join.on((is) =>
        is.or([is('organization.id', '=', is.ref('token.organization_id')), is('organization.id', '=', is.ref('team.organization_id'))]),
      ),
    )
    .select(['token.id', 'token.kind', 'token.description', 'token.created_at', 'token.last_used_at'])
    .select(['user.username', 'team.name as team', 'organization.name as organization'])
    .where('token.created_at', '<', since)
    .where((is) => is.or([is('token.last_used_at', 'is', null), is('token.last_used_at', '<', since)]))
    .where((is) => is.or([is('token.expires_at', 'is', null), is('token.expires_at', '>', now)]))
    .orderBy('token.created_at')
    .orderBy('token.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    owner: `${row.kind} ${[row.username, row.organization, row.team].filter((name) => name !== null).join('/')}`,
    description: row.description,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }))
}
