// The identity provider: OpenID Connect, authorization code with PKCE. https://openid.net/specs/openid-connect-core-1_0.html
import * as client from 'openid-client'
import type { ProviderUser } from '../../accounts/index.ts'
import type { Clock } from '../../kernel/index.ts'
import type { HttpClient } from '../../platform/http-client/index.ts'
import { describedUser } from './described-user.ts'
import { fetchThrough } from './provider-fetch.ts'
import { providerRefusal } from './provider-refusal.ts'
import type { ProviderSettings } from './provider-settings.ts'

export interface IdentityProviderParts {
  settings: ProviderSettings
  http: HttpClient
  clock: Clock
  /** where the provider sends browsers back to */
  redirectUri: string
}

/** What ties an answer to the browser that asked. */
export interface Challenge {
  state: string
  nonce: string
  codeVerifier: string
}

/** How long the discovery document is taken for true. Keys are read again whenever one is missing. */
const DISCOVERY_MS = 3_600_000

export class IdentityProvider {
  readonly #parts: IdentityProviderParts
  #discovered: { configuration: Promise<client.Configuration>; until: number } | undefined

  constructor(parts: IdentityProviderParts) {
    this.#parts = parts
  }

  get name(): string {
    return this.#parts.settings.name
  }

  get issuer(): string {
    return this.#parts.settings.issuer
  }

  /** @returns where the browser goes to sign in @throws Unavailable */
  async signInUrl({ state, nonce, codeVerifier }: Challenge): Promise<string> {
    const { settings, redirectUri } = this.#parts
    return await this.#asking(async (configuration) => {
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      })
      return url.href
    })
  }

  /**
   * Exchanges the code of an answer, and verifies all of it.
   * @param query of the address that the browser was sent back to
   * @throws Unauthenticated; Unavailable
   */
  async signedIn(query: string, { state, nonce, codeVerifier }: Challenge): Promise<ProviderUser> {
    const { settings, redirectUri } = this.#parts
    return await this.#asking(async (configuration) => {
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier, idTokenExpected: true }
      const answer = await client.authorizationCodeGrant(configuration, new URL(`${redirectUri}${query}`), checks)
      const claims = answer.claims()
      if (claims === undefined) throw new Error('the answer has no ID token')
      const hasMore = configuration.serverMetadata().userinfo_endpoint !== undefined
      const userinfo = hasMore ? await client.fetchUserInfo(configuration, answer.access_token, claims.sub) : {}
      return describedUser(claims, userinfo, settings)
    })
  }

  /** @returns where the provider ends its own session; undefined when it has no such page, or cannot be asked */
  async signOutUrl(): Promise<string | undefined> {
    try {
      return await this.#asking(async (configuration) => {
        const isOffered = configuration.serverMetadata().end_session_endpoint !== undefined
        return isOffered ? client.buildEndSessionUrl(configuration).href : undefined
      })
    } catch {
      return undefined
    }
  }

  async #asking<Result>(ask: (configuration: client.Configuration) => Promise<Result>): Promise<Result> {
    try {
      return await ask(await this.#configuration())
    } catch (error) {
      throw providerRefusal(error, this.#parts.settings.name)
    }
  }

  async #configuration(): Promise<client.Configuration> {
    const now = this.#parts.clock.now()
    if (this.#discovered === undefined || this.#discovered.until <= now) {
      const configuration = this.#discover()
      const discovered = { configuration, until: now + DISCOVERY_MS }
      this.#discovered = discovered
      // The next one asks again.
      configuration.catch(() => {
        if (this.#discovered === discovered) this.#discovered = undefined
      })
    }
    return await this.#discovered.configuration
  }

  async #discover(): Promise<client.Configuration> {
    const { settings, http } = this.#parts
    const { clientId, clientSecret, issuer } = settings
    const isPlain = issuer.startsWith('http:')
    const options: client.DiscoveryRequestOptions = {
      [client.customFetch]: fetchThrough(http, issuer),
      // The signature too: that the answer came over TLS is not enough.
      execute: [client.enableNonRepudiationChecks, ...(isPlain ? [client.allowInsecureRequests] : [])],
    }
    const found = await client.discovery(new URL(issuer), clientId, undefined, client.None(), options)
    const { issuer: own } = found.serverMetadata()
    // Accounts are known by it, to the letter.
    if (own !== issuer) throw new Error(`TERRACE_OIDC_ISSUER must be ${own}, as the provider calls itself; it is ${issuer}`)
    if (clientSecret === undefined) return found
    const configuration = new client.Configuration(found.serverMetadata(), clientId, undefined, authenticationOf(found, clientSecret))
    configuration[client.customFetch] = fetchThrough(http, issuer)
    for (const apply of options.execute ?? []) apply(configuration)
    return configuration
  }
}

/** As a form in the header is the default of OpenID Connect; some providers know only the body. */
function authenticationOf(found: client.Configuration, secret: string): client.ClientAuth {
  const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = found.serverMetadata()
  return methods.includes('client_secret_basic') ? client.ClientSecretBasic(secret) : client.ClientSecretPost(secret)
}
