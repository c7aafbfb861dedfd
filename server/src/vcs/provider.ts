// The port every kind of VCS host implements. Tags, commits and contents are not here: git reads them, the same way for all.
import type { Problem } from '../platform/kernel/index.ts'
import type { CredentialSecrets } from './credential.ts'
import type { GitCredential } from './ports.ts'

/** How a token is sent over HTTP. */
export const TOKEN_SCHEMES = ['basic', 'bearer'] as const
export type TokenScheme = (typeof TOKEN_SCHEMES)[number]

/** Everything about a connection but its names. */
export interface ConnectionAccess {
  /** base of all repositories' addresses, such as `https://git.example.com` */
  httpUrl: string
  apiUrl: string
  /** user name for Basic; undefined for the provider's default */
  key: string | undefined
  tokenScheme: TokenScheme
  secrets: CredentialSecrets
}

export interface VcsConfiguration {
  /** TERRACE_ALLOW_FILE_REMOTES */
  allowFileRemotes: boolean
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
}
