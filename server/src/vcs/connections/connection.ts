import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OAuthTokenId } from '../../kernel/index.ts'
import type { OAuthClient } from './oauth-client.ts'
import { OAuthClientRows } from './oauth-client-rows.ts'
import type { StoredOAuthToken } from './oauth-token.ts'
import { OAuthTokenRows } from './oauth-token-rows.ts'

/** An oauth client with one of its tokens: everything that a host is reached with. */
export interface Connection {
  client: OAuthClient
  token: StoredOAuthToken
}

type Tables = Pick<Schema, 'oauth_clients' | 'oauth_tokens' | 'oauth_client_projects' | 'projects'>

/** @returns undefined when the token or its client is gone */
export async function connectionOf(queries: Kysely<Tables>, id: OAuthTokenId): Promise<Connection | undefined> {
  const token = await new OAuthTokenRows(queries).byId(id)
  const client = token === undefined ? undefined : await new OAuthClientRows(queries).byId(token.oauthClientId)
  return token === undefined || client === undefined ? undefined : { client, token }
}
