/** How a connection gets access. */
export type Way = 'token' | 'oauth' | 'app'

export const WAYS: Readonly<Record<Way, string>> = { token: 'Access token', oauth: 'OAuth application', app: 'GitHub App' }

/** A value that the form at the host asks for. */
export interface AskedValue {
  label: string
  value: string
}

/** Where something is made at the host, and what has to be given there. */
export interface Instructions {
  /** the page at the host; undefined where its address cannot be known */
  page?: (url: string) => string
  /** the way there, in the host's words */
  path: string
  /** permissions, in the host's words */
  permissions: readonly string[]
  note?: string
}

export interface OAuthInstructions extends Instructions {
  /** the host's name of the field that takes the callback URL */
  callbackLabel: string
  /** of the application's own address; undefined where the host does not ask */
  homepageLabel?: string
  keyLabel: string
  secretLabel: string
  /** asks for the directory where people sign in */
  asksForTenant?: boolean
}

export interface TokenInstructions extends Instructions {
  tokenLabel: string
  /** a name that goes with the token */
  keyLabel?: string
  keyDescription?: string
  /** without a token, anybody may read the repositories */
  isOptional?: boolean
  /** asks for an SSH key: for `ssh://` addresses, or because the API does */
  sshKey?: 'optional' | 'required'
  sshKeyDescription?: string
}

/** A kind of git host. */
export interface Host {
  /** the API's name */
  kind: string
  name: string
  /** two, in place of its mark */
  letters: string
  /** of a hosted service; undefined where everybody has their own */
  url?: string
  /** of an own one */
  urlExample?: string
  token: TokenInstructions
  oauth?: OAuthInstructions
  hasApp?: boolean
}

export function waysOf({ oauth, hasApp }: Host): Way[] {
  return ['token', ...(oauth === undefined ? [] : (['oauth'] as const)), ...(hasApp === true ? (['app'] as const) : [])]
}
