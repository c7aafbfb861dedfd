// The port every kind of VCS host implements. Tags, commits and contents are not here: git reads them, the same way for all.

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

export interface ServiceProvider {
  /** What is wrong with the connection, pointing into an `oauth-clients` document. Contacts nobody. */
  problemsOf(access: ConnectionAccess, configuration: VcsConfiguration): Problem[]
  /** @returns what is wrong with how a repository is named, for people; undefined when nothing is */
  identifierProblem(identifier: string): string | undefined
  /** @returns where git may find the repository, the likeliest first */
  cloneUrls(httpUrl: string, identifier: string): string[]
  /** @returns how git gets in at this URL */
  gitCredential(access: ConnectionAccess, url: string): GitCredential
  /** undefined where there is none: repositories are then only polled */
  api?(access: ConnectionAccess, parts: HostParts): HostApi
  /** undefined where people cannot sign in at the host for this registry */
  readonly oauth?: OAuthFlow
  /** undefined where nobody calls */
  readonly webhooks?: WebhookFormat
  /** who tells of pushes: a webhook of each repository, which is what is meant unless told otherwise, or one of the application */
  readonly webhookOf?: 'repository' | 'application'
  /** Where tokens are made from something that lasts, again and again. @throws HostFailure */
  mintToken?(access: ConnectionAccess, parts: HostParts): Promise<TokenSet>
  /** which permissions the host calls what: said to people who lack one */
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
