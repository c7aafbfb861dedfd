/** The tokens a host issues. */
export interface TokenSet {
  token: string
  /** undefined when the former one stays valid, or there is none */
  refreshToken: string | undefined
  /** milliseconds since the epoch; undefined when it does not expire */
  expiresAt: number | undefined
}
