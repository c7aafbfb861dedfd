import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeBitbucketDataCenter } from '../../../../test/vcs/fakes/bitbucket-data-center.ts'
import { accessOf, apiOf, hostParts } from '../../../../test/vcs/host-access.ts'
import { exchangeGrant } from '../../host/oauth-exchange.ts'
import { dataCenterOAuth as flow } from './oauth.ts'
import { bitbucketDataCenterProvider } from './provider.ts'

const NOW = 1_700_000_000_000
const REDIRECT = 'https://registry.example.com/auth/1/callback'
const VERIFIER = 'v'.repeat(64)
const parts = hostParts({ now: () => NOW })

let host: FakeBitbucketDataCenter
beforeEach(async () => {
  host = await new FakeBitbucketDataCenter(async () => ({ status: 202 })).start()
})
afterEach(async () => {
  await host.close()
})

async function code(): Promise<string> {
  const access = accessOf(host.oauthConnection())
  const url = new URL(flow.authorizeUrl(access))
  const challenge = createHash('sha256').update(VERIFIER).digest('base64url')
  const state = 's'.repeat(32)
  const asked = { response_type: 'code', client_id: access.key ?? '', redirect_uri: REDIRECT, state, scope: flow.scope ?? '' }
  url.search = new URLSearchParams({ ...asked, code_challenge: challenge, code_challenge_method: 'S256' }).toString()
  const back = new URL(await host.authorize(url.href))
  expect(back.searchParams.get('state')).toBe(state)
  return back.searchParams.get('code') ?? ''
}

async function byCode(codeVerifier = VERIFIER, changes = {}) {
  const grant = { type: 'authorization_code', code: await code(), redirectUri: REDIRECT, codeVerifier } as const
  return await exchangeGrant(flow, accessOf({ ...host.oauthConnection(), ...changes }), grant, parts)
}

async function byRefreshToken(refreshToken = '') {
  const grant = { type: 'refresh_token', refreshToken, redirectUri: REDIRECT } as const
  return await exchangeGrant(flow, accessOf(host.oauthConnection()), grant, parts)
}

describe('signing in at Bitbucket Data Center', () => {
  it('gives a temporary token, and later a renewed one', async () => {
    const first = await byCode()
    expect(first.expiresAt).toBeGreaterThan(NOW)
    const second = await byRefreshToken(first.refreshToken)
    expect(second.token).not.toBe(first.token)
    const api = apiOf(bitbucketDataCenterProvider, accessOf(host.oauthConnection(), { token: second.token }))
    expect(await api.whoAmI()).toMatchObject({ login: 'ada' })
  })

  it('a used refresh token is invalid', async () => {
    const { refreshToken } = await byCode()
    await byRefreshToken(refreshToken)
    await expect(byRefreshToken(refreshToken)).rejects.toMatchObject({ reason: 'authentication' })
  })

  it('requires the right verifier and the right secret', async () => {
    await expect(byCode('other')).rejects.toMatchObject({ reason: 'authentication' })
    await expect(byCode(VERIFIER, { secret: 'other' })).rejects.toMatchObject({ reason: 'authentication' })
  })
})
