// The OAuth 2 part of a stand-in: one application, consent given at once, and refresh tokens that work a single time.
import { createHash, randomBytes } from 'node:crypto'
import type { FakeAnswer, FakeHost, FakeRequest } from './fake-host.ts'

export interface OAuthServerOptions {
  /** of the host's, where tokens are kept */
  sessions: FakeHost['sessions']
  /** where people are sent, without the origin */
  authorizePath: string
  /** what has to be asked for; undefined where the application's own settings say it */
  scope?: string
  pkce: boolean
  clientAuthentication: 'body' | 'basic'
}

interface Code {
  redirectUri: string
  challenge: string | undefined
}

const LIFETIME_SECONDS = 7200

export class OAuthServer {
  readonly key = `app-${randomBytes(8).toString('hex')}`
  readonly secret = `secret/${randomBytes(12).toString('base64')}`
  readonly #options: OAuthServerOptions
  readonly #codes = new Map<string, Code>()
  /** by refresh token; those that were used are gone */
  readonly #refreshable = new Map<string, string>()

  constructor(options: OAuthServerOptions) {
    this.#options = options
  }

  /** @throws Error for what the host would show an error page for */
  authorize(asked: string): string {
    const { pathname, searchParams } = new URL(asked)
    const { authorizePath, scope, pkce } = this.#options
    const given = (name: string) => searchParams.get(name) ?? ''
    need(pathname === authorizePath, `no page ${pathname}`)
    need(given('response_type') === 'code', 'response_type')
    need(given('client_id') === this.key, 'client_id')
    need(/^https?:\/\/.+\/callback$/.test(given('redirect_uri')), 'redirect_uri')
    need(given('state').length >= 16, 'state')
    if (scope !== undefined) need(given('scope') === scope, 'scope')
    if (pkce) need(given('code_challenge_method') === 'S256' && given('code_challenge').length === 43, 'code_challenge')
    const code = randomBytes(16).toString('hex')
    this.#codes.set(code, { redirectUri: given('redirect_uri'), challenge: pkce ? given('code_challenge') : undefined })
    const back = new URL(given('redirect_uri'))
    back.searchParams.set('code', code)
    back.searchParams.set('state', given('state'))
    return back.href
  }

  /** Answers the token endpoint. */
  token({ headers, body }: FakeRequest): FakeAnswer {
    const form = new URLSearchParams(body.toString('utf8'))
    if (!this.#isApplication(headers['authorization'], form)) return refused(401, 'invalid_client')
    const type = form.get('grant_type')
    if (type === 'authorization_code') return this.#codeGrant(form)
    return type === 'refresh_token' ? this.#refreshGrant(form) : refused(400, 'unsupported_grant_type')
  }

  #codeGrant(form: URLSearchParams): FakeAnswer {
    const code = this.#codes.get(form.get('code') ?? '')
    this.#codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const fits = code !== undefined && code.redirectUri === form.get('redirect_uri') && (code.challenge ?? challenge) === challenge
    return fits ? this.#granted() : refused(400, 'invalid_grant')
  }

  #refreshGrant(form: URLSearchParams): FakeAnswer {
    const refreshToken = form.get('refresh_token') ?? ''
    const accessToken = this.#refreshable.get(refreshToken)
    const session = accessToken === undefined ? undefined : this.#options.sessions.get(accessToken)
    this.#refreshable.delete(refreshToken)
    if (session === undefined || session.revoked) return refused(400, 'invalid_grant')
    session.revoked = true
    return this.#granted()
  }

  #granted(): FakeAnswer {
    const [accessToken, refreshToken] = [`access-${randomBytes(16).toString('hex')}`, `refresh-${randomBytes(16).toString('hex')}`]
    this.#options.sessions.set(accessToken, { refreshToken, revoked: false })
    this.#refreshable.set(refreshToken, accessToken)
    return {
      status: 200,
      body: {
        access_token: accessToken,
        token_type: 'bearer',
        expires_in: LIFETIME_SECONDS,
        refresh_token: refreshToken,
        scope: this.#options.scope ?? 'account repository webhook',
        created_at: Math.floor(Date.now() / 1000),
      },
    }
  }

  #isApplication(authorization: string | undefined, form: URLSearchParams): boolean {
    if (this.#options.clientAuthentication === 'body')
      return authorization === undefined && form.get('client_id') === this.key && form.get('client_secret') === this.secret
    const [key = '', secret = ''] = Buffer.from((authorization ?? '').replace(/^Basic /, ''), 'base64')
      .toString('utf8')
      .split(':')
    return decodeURIComponent(key) === this.key && decodeURIComponent(secret) === this.secret && !form.has('client_secret')
  }
}

function need(fine: boolean, what: string): void {
  if (!fine) throw new Error(`the host shows an error page: ${what}`)
}

function refused(status: number, error: string): FakeAnswer {
  return { status, body: { error, error_description: `The request was refused: ${error}.` } }
}
