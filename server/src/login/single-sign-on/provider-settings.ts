// What the operator says about the identity provider.

export interface ProviderSettings {
  /** as its discovery document names it */
  issuer: string
  clientId: string
  /** undefined for a public client */
  clientSecret: string | undefined
  /** what people call it */
  name: string
  scopes: string
  groupsClaim: string
  /** whether addresses count as verified although the provider does not say so */
  trustEmail: boolean
}
