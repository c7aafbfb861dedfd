// The port every kind of VCS host implements. Git itself reads tags, commits and contents, in the same way for all.

import type { Clock, Problem } from '../../kernel/index.ts'
import type { HttpClient } from '../../platform/http-client/index.ts'
import type { ConnectionAccess } from '../credentials/connection-access.ts'
import type { OAuthFlow } from '../credentials/oauth-flow.ts'
import type { TokenSet } from '../credentials/token-set.ts'
import type { HostApi } from './host-api.ts'
import type { GitCredential } from './ports.ts'
import type { WebhookFormat } from './webhook-format.ts'

export interface VcsConfiguration {
  /** TERRACE_ALLOW_FILE_REMOTES */
  allowFileRemotes: boolean
}

export interface HostParts {
  http: HttpClient
  clock: Clock
}

/** Calls hosts of one kind. @param family the service provider, for metrics */
export function hostParts({ http, clock }: HostParts, family: string): HostParts {
  return { http: { request: (request) => http.request({ ...request, family }) }, clock }
}

export interface ServiceProvider {
  /** What is wrong with the connection, with pointers into an `oauth-clients` document. Contacts nobody. */
  problemsOf(access: ConnectionAccess, configuration: VcsConfiguration): Problem[]
  /** @returns what is wrong with a repository's identifier, for people; undefined when nothing is */
  identifierProblem(identifier: string): string | undefined
  /** @returns where git may find the repository, the likeliest first */
  cloneUrls(httpUrl: string, identifier: string): string[]
  /** @returns how git authenticates at this URL */
  gitCredential(access: ConnectionAccess, url: string): GitCredential
  /** undefined when there is no API: repositories are then only polled */
  api?(access: ConnectionAccess, parts: HostParts): HostApi
  /** undefined when people cannot sign in at the host */
  readonly oauth?: OAuthFlow
  /** undefined when the host sends no webhooks */
  readonly webhooks?: WebhookFormat
  /** whether each repository has a webhook, which is the default, or the application has one for all */
  readonly webhookOf?: 'repository' | 'application'
  /** Issues short-lived tokens from a permanent credential. @throws HostFailure */
  mintToken?(access: ConnectionAccess, parts: HostParts): Promise<TokenSet>
  /** the host's names of the permissions, for people who lack one */
  readonly permissions?: HostPermissions
}

/** In the host's own words, such as `admin:repo_hook` or `Webhooks: Read and write`. */
export interface HostPermissions {
  /** to tell whose credential it is */
  identity: string
  /** to list and read repositories */
  repositories: string
  /** to create webhooks */
  webhooks: string
}
