/** What a host hands out when it lets somebody in. */
export interface TokenSet {
  token: string
  /** undefined: the one used to get these stays valid, or there is none */
  refreshToken: string | undefined
  /** milliseconds since the epoch; undefined when it does not expire */
  expiresAt: number | undefined
}
