import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeGithub } from '../../../../test/vcs/fakes/github.ts'
import { createHttpClient } from '../../../platform/http-client/index.ts'
import { createAddressPolicy } from '../../../platform/network/index.ts'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import { exchangeGrant } from '../../host/oauth-exchange.ts'
import { githubOAuth } from './oauth.ts'
import { githubProvider } from './provider.ts'

const REDIRECT = 'https://terrace.example/auth/1/callback'
const VERIFIER = 'v'.repeat(64)
const NOW = 1_800_000_000_000
const parts = {
  http: createHttpClient({ addresses: createAddressPolicy({ allowPrivate: true }), urlOverrides: [] }),
  clock: { now: () => NOW },
}

let host: FakeGithub
beforeEach(async () => {
  host = await new FakeGithub(async () => ({ status: 202 })).start()
})
afterEach(() => host.close())

function access(secret = host.application.secret): ConnectionAccess {
  const { url } = host
  return { httpUrl: url, apiUrl: `${url}/api/v3`, key: host.application.id, secret, tenantId: undefined, tokenScheme: 'basic', secrets: {} }
}

async function code(): Promise<string> {
  const url = new URL(githubOAuth.authorizeUrl(access()))
  const challenge = createHash('sha256').update(VERIFIER).digest('base64url')
  const parameters = {
    client_id: host.application.id,
    redirect_uri: REDIRECT,
    state: 's',
    scope: githubOAuth.scope ?? '',
    code_challenge: challenge,
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return new URL(await host.authorize(url.href)).searchParams.get('code') ?? ''
}

const grant = (given: string, codeVerifier = VERIFIER) =>
  ({ type: 'authorization_code', code: given, redirectUri: REDIRECT, codeVerifier }) as const

describe('signing in at GitHub', () => {
  it('gives a working token that does not expire', async () => {
    host.tokensExpire = false
    const tokens = await exchangeGrant(githubOAuth, access(), grant(await code()), parts)
    expect(tokens).toEqual({ token: expect.stringMatching(/^gho_/), refreshToken: undefined, expiresAt: undefined })
    const api = githubProvider.api?.({ ...access(), secrets: { token: tokens.token } }, parts)
    expect((await api?.whoAmI())?.login).toBe('ada')
  })

  it('accepts a code once, with its verifier and the right secret', async () => {
    const first = await code()
    await exchangeGrant(githubOAuth, access(), grant(first), parts)
    const wrong = [
      exchangeGrant(githubOAuth, access(), grant(first), parts),
      exchangeGrant(githubOAuth, access(), grant(await code(), 'another'), parts),
      exchangeGrant(githubOAuth, access('wrong'), grant(await code()), parts),
    ]
    for (const attempt of wrong) await expect(attempt).rejects.toMatchObject({ reason: 'authentication' })
  })

  it('renews tokens that expire, each refresh token once', async () => {
    const first = await exchangeGrant(githubOAuth, access(), grant(await code()), parts)
    expect(first).toMatchObject({ token: expect.stringMatching(/^ghu_/), expiresAt: NOW + 8 * 3_600_000 })
    const refresh = { type: 'refresh_token', refreshToken: first.refreshToken ?? '', redirectUri: REDIRECT } as const
    const second = await exchangeGrant(githubOAuth, access(), refresh, parts)
    expect(second.token).not.toBe(first.token)
    await expect(exchangeGrant(githubOAuth, access(), refresh, parts)).rejects.toMatchObject({ reason: 'authentication' })
  })
})
