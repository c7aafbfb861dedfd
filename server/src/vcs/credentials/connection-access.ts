import type { CredentialSecrets } from './credential.ts'

/** How a token is sent over HTTP. */
export const TOKEN_SCHEMES = ['basic', 'bearer'] as const
export type TokenScheme = (typeof TOKEN_SCHEMES)[number]

/** Everything about a connection but its names. */
export interface ConnectionAccess {
  /** base of all repositories' addresses, such as `https://git.example.com` */
  httpUrl: string
  apiUrl: string
  /** for OAuth: the application's id; for plain git: user name for Basic, undefined for the provider's default */
  key: string | undefined
  /** of the OAuth application */
  secret: string | undefined
  /** the directory (Entra ID) people sign in to, where a host belongs to one */
  tenantId: string | undefined
  tokenScheme: TokenScheme
  secrets: CredentialSecrets
}
