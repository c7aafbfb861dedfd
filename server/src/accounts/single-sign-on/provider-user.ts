/** A user as the identity provider describes them, once its answer is verified. */
export interface ProviderUser {
  issuer: string
  /** unique at the issuer, and never given to anybody else */
  subject: string
  /** the user name they would like; any text */
  username: string | undefined
  email: string | undefined
  /** whether the provider has verified that the address is theirs */
  emailVerified: boolean
  /** undefined when the provider does not tell all of them */
  groups: readonly string[] | undefined
}
