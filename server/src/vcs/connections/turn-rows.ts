// Whose turn the jobs of a repository or a connection take.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { GithubAppId, OAuthTokenId, VcsRepositoryId } from '../../kernel/index.ts'
import type { Turn } from '../../platform/jobs/index.ts'

type Tables = Pick<Schema, 'vcs_repositories' | 'oauth_tokens' | 'oauth_clients' | 'github_apps'>

/** @returns nobody's when the repository is gone */
export async function turnOfRepository(queries: Kysely<Tables>, id: VcsRepositoryId): Promise<Turn> {
  const row = await queries
    .selectFrom('vcs_repositories')
    .innerJoin('oauth_tokens', 'oauth_tokens.id', 'vcs_repositories.oauth_token_id')
    .innerJoin('oauth_clients', 'oauth_clients.id', 'oauth_tokens.oauth_client_id')
    .select(['oauth_clients.organization_id', 'oauth_clients.http_url'])
    .where('vcs_repositories.id', '=', id)
    .executeTakeFirst()
  return turnOf(row)
}

/** @returns nobody's when the connection is gone */
export async function turnOfConnection(queries: Kysely<Tables>, id: OAuthTokenId): Promise<Turn> {
  const row = await queries
    .selectFrom('oauth_tokens')
    .innerJoin('oauth_clients', 'oauth_clients.id', 'oauth_tokens.oauth_client_id')
    .select(['oauth_clients.organization_id', 'oauth_clients.http_url'])
    .where('oauth_tokens.id', '=', id)
    .executeTakeFirst()
  return turnOf(row)
}

/** @returns nobody's when the app is gone */
export async function turnOfGithubApp(queries: Kysely<Tables>, id: GithubAppId): Promise<Turn> {
  const row = await queries
    .selectFrom('github_apps')
    .select(['organization_id', 'html_url as http_url'])
    .where('id', '=', id)
    .executeTakeFirst()
  return turnOf(row)
}

/** Hosts are told apart by name and port, whichever way they are called. */
export function turnOf(connection: { organization_id: string; http_url: string } | undefined): Turn {
  if (connection === undefined) return {}
  const { organization_id: organization, http_url: url } = connection
  return { organization, host: URL.canParse(url) ? new URL(url).host : url }
}
