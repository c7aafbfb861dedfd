// The token endpoint of OAuth 2 (RFC 6749, sections 4.1.3, 5 and 6): exchanges a code or a refresh token for tokens.
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { HttpResponse } from '../../platform/http-client/index.ts'
import type { ConnectionAccess } from '../credentials/connection-access.ts'
import type { OAuthFlow } from '../credentials/oauth-flow.ts'
import type { TokenSet } from '../credentials/token-set.ts'
import { HostFailure, hostFailureOf } from './host-failure.ts'
import type { HostParts } from './provider.ts'
import { withoutSecrets } from './redaction.ts'

export type Grant =
  | { type: 'authorization_code'; code: string; redirectUri: string; codeVerifier: string }
  | { type: 'refresh_token'; refreshToken: string; redirectUri: string }

const Tokens = Type.Object({
  access_token: Type.String({ minLength: 1 }),
  refresh_token: Type.Optional(Type.String()),
  expires_in: Type.Optional(Type.Union([Type.Number(), Type.String()])),
})

/** @throws HostFailure `authentication` when the host rejects the grant for good */
export async function exchangeGrant(
  flow: OAuthFlow,
  access: ConnectionAccess,
  grant: Grant,
  { http, clock }: HostParts,
): Promise<TokenSet> {
  const url = flow.tokenUrl(access)
  const answer = await http
    .request({ method: 'POST', url, headers: headersOf(flow, access), body: bodyOf(flow, access, grant) })
    .catch((error: unknown) => {
      throw hostFailureOf(error)
    })
  const json = jsonOf(answer)
  // GitHub reports errors with status 200.
  if (!Value.Check(Tokens, json)) throw refusal(answer, json, { origin: new URL(url).origin, secrets: secretsOf(access, grant) })
  const lifetime = Number(json.expires_in ?? Number.NaN)
  return {
    token: json.access_token,
    refreshToken: json.refresh_token || undefined,
    expiresAt: Number.isFinite(lifetime) && lifetime > 0 ? clock.now() + lifetime * 1000 : undefined,
  }
}

function headersOf(flow: OAuthFlow, { key = '', secret = '' }: ConnectionAccess): Record<string, string> {
  const basic = Buffer.from(`${encodeURIComponent(key)}:${encodeURIComponent(secret)}`).toString('base64')
  return {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    ...(flow.clientAuthentication === 'basic' ? { authorization: `Basic ${basic}` } : {}),
  }
}

function bodyOf(flow: OAuthFlow, { key = '', secret = '' }: ConnectionAccess, grant: Grant): string {
  const form = new URLSearchParams({ grant_type: grant.type })
  if (flow.clientAuthentication === 'body') {
    form.set('client_id', key)
    form.set('client_secret', secret)
  }
  if (grant.type === 'refresh_token') {
    form.set('refresh_token', grant.refreshToken)
    if (flow.scope !== undefined) form.set('scope', flow.scope)
  } else {
    form.set('code', grant.code)
    if (flow.pkce) form.set('code_verifier', grant.codeVerifier)
  }
  form.set('redirect_uri', grant.redirectUri)
  return form.toString()
}

function jsonOf({ body }: HttpResponse): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function secretsOf({ secret = '' }: ConnectionAccess, grant: Grant): string[] {
  return [secret, ...(grant.type === 'refresh_token' ? [grant.refreshToken] : [grant.code, grant.codeVerifier])]
}

function refusal(
  { status }: HttpResponse,
  json: unknown,
  { origin, secrets }: { origin: string; secrets: readonly string[] },
): HostFailure {
  const { error, error_description: description } = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>
  const said = [error, description].filter((each): each is string => typeof each === 'string')
  const words = said.map((each) => withoutSecrets(each, secrets).slice(0, 200))
  const message = `${origin} did not issue a token (status ${status}${words.length === 0 ? '' : `, ${words.join(': ')}`})`
  if (status === 429 || status >= 500) return new HostFailure('unavailable', message)
  return new HostFailure(typeof error === 'string' || status === 401 ? 'authentication' : 'protocol', message)
}
