// The SQL of oauth tokens, with the lease under which one process at a time renews a token.
import type { Kysely, Selectable } from 'kysely'
import { rowPage, type Schema } from '../../database/index.ts'
import type { OAuthClientId, OAuthTokenId, OrganizationId, Page, PageRequest } from '../../kernel/index.ts'
import { GITHUB_APP } from '../host/service-provider.ts'
import type { StoredOAuthToken } from './oauth-token.ts'

type Tables = Pick<Schema, 'oauth_clients' | 'oauth_tokens'>
type Row = Selectable<Schema['oauth_tokens']> & { organization_id: OrganizationId }

const MAX_NAME_LENGTH = 255

export class OAuthTokenRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  async insert(token: StoredOAuthToken): Promise<void> {
    await this.#queries
      .insertInto('oauth_tokens')
      .values({
        id: token.id,
        oauth_client_id: token.oauthClientId,
        service_provider_user: token.serviceProviderUser,
        credential: token.credential,
        has_ssh_key: token.hasSshKey ? 1 : 0,
        state: token.state,
        state_detail: token.stateDetail,
        created_at: token.createdAt,
        updated_at: token.updatedAt,
      })
      .execute()
  }

  /**
   * @param seen the sealed secrets the change was made from
   * @returns false, without a change, when they were modified concurrently
   */
  async replaceCredential(token: StoredOAuthToken, seen: string): Promise<boolean> {
    const result = await this.#queries
      .updateTable('oauth_tokens')
      .set({
        credential: token.credential,
        has_ssh_key: token.hasSshKey ? 1 : 0,
        state: token.state,
        state_detail: token.stateDetail,
        updated_at: token.updatedAt,
      })
      .where('id', '=', token.id)
      .where('credential', '=', seen)
      .executeTakeFirst()
    return result.numUpdatedRows > 0n
  }

  /**
   * @param lease `now` and `until` in milliseconds
   * @returns false when another process holds the lease, or the token was modified concurrently
   */
  async leaseRenewal({ id, credential }: StoredOAuthToken, lease: { now: number; until: number }): Promise<boolean> {
    const result = await this.#queries
      .updateTable('oauth_tokens')
      .set({ renewing_until: lease.until })
      .where('id', '=', id)
      .where('credential', '=', credential)
      .where((where) => where.or([where('renewing_until', 'is', null), where('renewing_until', '<', lease.now)]))
      .executeTakeFirst()
    return result.numUpdatedRows > 0n
  }

  /** @param until identifies the lease: a later lease of another process stays */
  async endRenewal(id: OAuthTokenId, until: number): Promise<void> {
    await this.#queries
      .updateTable('oauth_tokens')
      .set({ renewing_until: null })
      .where('id', '=', id)
      .where('renewing_until', '=', until)
      .execute()
  }

  async isRenewing(id: OAuthTokenId, now: number): Promise<boolean> {
    const row = await this.#queries
      .selectFrom('oauth_tokens')
      .select('id')
      .where('id', '=', id)
      .where('renewing_until', '>=', now)
      .executeTakeFirst()
    return row !== undefined
  }

  /** @param seen the sealed secrets that the finding is about; others stay as they are */
  async mark(id: OAuthTokenId, seen: string, standing: Pick<StoredOAuthToken, 'state' | 'stateDetail'>): Promise<void> {
    await this.#queries
      .updateTable('oauth_tokens')
      .set({ state: standing.state, state_detail: standing.stateDetail })
      .where('id', '=', id)
      .where('credential', '=', seen)
      .execute()
  }

  /** Records the host's user name for the credential. */
  async name(id: OAuthTokenId, serviceProviderUser: string): Promise<void> {
    const name = serviceProviderUser.slice(0, MAX_NAME_LENGTH)
    await this.#queries.updateTable('oauth_tokens').set({ service_provider_user: name }).where('id', '=', id).execute()
  }

  async delete(id: OAuthTokenId): Promise<void> {
    await this.#queries.deleteFrom('oauth_tokens').where('id', '=', id).execute()
  }

  async byId(id: OAuthTokenId): Promise<StoredOAuthToken | undefined> {
    const row = await this.#tokens().where('oauth_tokens.id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : tokenOf(row)
  }

  async ofClient(id: OAuthClientId): Promise<StoredOAuthToken[]> {
    const rows = await this.#tokens().where('oauth_tokens.oauth_client_id', '=', id).orderBy('oauth_tokens.created_at').execute()
    return rows.map(tokenOf)
  }

  /** The oldest first. */
  async ofOrganization(organizationId: OrganizationId, request: PageRequest): Promise<Page<StoredOAuthToken>> {
    const all = this.#tokens()
      .where('oauth_clients.organization_id', '=', organizationId)
      .where('oauth_clients.service_provider', '!=', GITHUB_APP)
    return await rowPage(all.orderBy('oauth_tokens.created_at').orderBy('oauth_tokens.id'), request, tokenOf)
  }

  #tokens() {
    return this.#queries
      .selectFrom('oauth_tokens')
      .innerJoin('oauth_clients', 'oauth_clients.id', 'oauth_tokens.oauth_client_id')
      .selectAll('oauth_tokens')
      .select('oauth_clients.organization_id')
  }
}

/** A connection whose host refuses its credential. */
export interface RefusedConnection extends Pick<StoredOAuthToken, 'stateDetail'> {
  /** its name */
  organization: string
  name: string | null
  httpUrl: string
}

/** Of every organization, in the order of their names. */
export async function refusedConnections(
  queries: Kysely<Tables & Pick<Schema, 'organizations'>>,
  limit: number,
): Promise<RefusedConnection[]> {
  return await queries
    .selectFrom('oauth_tokens')
    .innerJoin('oauth_clients', 'oauth_clients.id', 'oauth_tokens.oauth_client_id')
    .innerJoin('organizations', 'organizations.id', 'oauth_clients.organization_id')
    .select(['organizations.name as organization', 'oauth_clients.name', 'http_url as httpUrl', 'state_detail as stateDetail'])
    .where('state', '=', 'needs_reauthorization')
    .orderBy('organizations.name')
    .orderBy('oauth_tokens.id')
    .limit(limit)
    .execute()
}

function tokenOf(row: Row): StoredOAuthToken {
  return {
    id: row.id,
    oauthClientId: row.oauth_client_id,
    organizationId: row.organization_id,
    serviceProviderUser: row.service_provider_user,
    hasSshKey: row.has_ssh_key === 1,
    state: row.state,
    stateDetail: row.state_detail,
    credential: row.credential,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
