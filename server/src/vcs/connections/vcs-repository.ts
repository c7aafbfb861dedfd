import type { GithubAppInstallationId, OAuthTokenId, OrganizationId, VcsRepositoryId } from '../../kernel/index.ts'
import type { OAuthToken } from './oauth-token.ts'

/** One repository at a host, shared by all modules that come from it. All times in milliseconds since the epoch. */
export interface VcsRepository {
  id: VcsRepositoryId
  oauthTokenId: OAuthTokenId
  /** as the host writes it, such as `group/terraform-aws-vpc` */
  identifier: string
  cloneUrl: string
  /** of all references at the last successful sync; null makes the next sync read everything */
  refsDigest: string | null
  lastSyncedAt: number | null
  nextSyncAt: number
  /** consecutive failures */
  failCount: number
  lastError: string | null
  /** the host's own ID, which outlives renaming; null until the host's API was called */
  externalId: string | null
  /** for browsers; null when only the base address is known */
  webUrl: string | null
  /** when the host last reported a push */
  lastEventAt: number | null
  /** when its tags or branches were last found changed */
  lastChangeAt: number | null
  createdAt: number
}

/** Enough to recognize it in a list. */
export interface ConnectedRepository extends Pick<VcsRepository, 'id' | 'oauthTokenId' | 'identifier' | 'externalId'> {
  /** base address of the host */
  httpUrl: string
}

/** What the time of a repository's next sync depends on. Times in milliseconds since the epoch. */
export interface RepositoryFacts extends Pick<VcsRepository, 'lastEventAt' | 'lastChangeAt' | 'createdAt'> {
  webhookWorks: boolean
  needsReauthorization: boolean
}

/** What people may know about where a module comes from. */
export interface RepositorySource {
  identifier: string
  oauthTokenId: OAuthTokenId
  /** null unless a GitHub App reads it; clients then ignore the token */
  githubAppInstallationId: GithubAppInstallationId | null
  organizationId: OrganizationId
  serviceProvider: string
  serviceProviderName: string
  /** whether the host accepts the connection's credential, and why not */
  connection: Pick<OAuthToken, 'state' | 'stateDetail'>
  /** base address of the host */
  httpUrl: string
  repositoryHttpUrl: string
  lastSyncedAt: number | null
  nextSyncAt: number
  failCount: number
  lastError: string | null
  /** of the address that the host calls; null until there is a webhook */
  webhookUuid: string | null
}
