import type { Queries } from '../../database/index.ts'
import type { Connection } from '../connections/connection.ts'
import { providerOf, shown } from '../connections/connections.ts'
import type { OAuthClient } from '../connections/oauth-client.ts'
import type { OAuthToken } from '../connections/oauth-token.ts'
import type { HostPermissions } from '../host/provider.ts'
import type { ListedRepository, ListingState } from './listed-repository.ts'
import { ListedRepositoryRows } from './listed-repository-rows.ts'

/** A connection with the repositories it can read. */
export interface RepositoryListing {
  client: OAuthClient
  token: OAuthToken
  /** the host's names of the permissions that the credential needs */
  permissions: HostPermissions | undefined
  /** whether the host can notify this server of pushes */
  callsBack: boolean
  state: ListingState
  /** in the host's order: the most recently used first where the host can sort */
  repositories: ListedRepository[]
}

const UNLISTED: ListingState = { listedAt: null, triedAt: null, error: null, refreshing: false }

/** As the connection was listed last. */
export async function listingOf(queries: Queries, { client, token }: Connection): Promise<RepositoryListing> {
  const rows = new ListedRepositoryRows(queries)
  const provider = providerOf(client)
  return {
    client,
    token: shown(token),
    permissions: provider.permissions,
    callsBack: provider.api !== undefined && provider.webhooks !== undefined,
    state: (await rows.state(token.id)) ?? UNLISTED,
    repositories: await rows.of(token.id),
  }
}
