import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeAzureDevOpsServices } from '../../../../test/vcs/fakes/azure-devops.ts'
import { accessOf, apiOf } from '../../../../test/vcs/host-access.ts'
import { createHttpClient } from '../../../platform/http-client/index.ts'
import { createAddressPolicy } from '../../../platform/network/index.ts'
import { exchangeGrant, type Grant } from '../../host/oauth-exchange.ts'
import { entraOAuth as flow } from './oauth.ts'
import { azureDevOpsServicesProvider as provider } from './provider.ts'

const NOW = 1_700_000_000_000
const REDIRECT = 'https://registry.example.com/auth/1/callback'
const VERIFIER = 'v'.repeat(64)

let host: FakeAzureDevOpsServices
beforeEach(async () => {
  host = await new FakeAzureDevOpsServices(async () => ({ status: 202 })).start()
})
afterEach(async () => {
  await host.close()
})

async function exchange(grant: Grant, changes: Record<string, unknown> = {}) {
  const urlOverrides = [{ from: 'https://login.microsoftonline.com', to: `${host.url}/entra` }]
  const http = createHttpClient({ addresses: createAddressPolicy({ allowPrivate: true }), urlOverrides })
  return await exchangeGrant(flow, accessOf({ ...host.oauthConnection(), ...changes }), grant, { http, clock: { now: () => NOW } })
}

async function byCode(codeVerifier = VERIFIER, changes: Record<string, unknown> = {}) {
  const access = accessOf(host.oauthConnection())
  const url = new URL(flow.authorizeUrl(access))
  const challenge = createHash('sha256').update(VERIFIER).digest('base64url')
  const asked = { response_type: 'code', client_id: access.key ?? '', redirect_uri: REDIRECT, state: 's', scope: flow.scope ?? '' }
  url.search = new URLSearchParams({ ...asked, code_challenge: challenge, code_challenge_method: 'S256' }).toString()
  const code = new URL(await host.authorize(url.href)).searchParams.get('code') ?? ''
  return await exchange({ type: 'authorization_code', code, redirectUri: REDIRECT, codeVerifier }, changes)
}

describe('signing in for Azure DevOps Services', () => {
  it('happens at Entra ID, in the directory that was given or any other', () => {
    expect(flow.authorizeUrl(accessOf({}))).toBe('https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize')
    expect(flow.tokenUrl(accessOf({ 'tenant-id': 'contoso.com' }))).toBe('https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token')
  })

  it('gives a working token, and later a renewed one', async () => {
    const first = await byCode()
    expect(first.expiresAt).toBe(NOW + 3_599_000)
    const second = await exchange({ type: 'refresh_token', refreshToken: first.refreshToken ?? '', redirectUri: REDIRECT })
    expect(second.token).not.toBe(first.token)
    const api = apiOf(provider, accessOf(host.oauthConnection(), { ...second }))
    expect(await api.whoAmI()).toMatchObject({ login: 'ada' })
  })

  it('requires the right verifier and the right secret', async () => {
    await expect(byCode('other')).rejects.toMatchObject({ reason: 'authentication' })
    await expect(byCode(VERIFIER, { secret: 'other' })).rejects.toMatchObject({
      reason: 'authentication',
      message: expect.stringContaining('AADSTS7000215'),
    })
  })
})
