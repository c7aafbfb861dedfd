import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeBitbucketCloud } from '../../../../test/vcs/fakes/bitbucket-cloud.ts'
import { accessOf, apiOf, failureOfAsking, hostParts, refsSeen } from '../../../../test/vcs/host-access.ts'
import { exchangeGrant } from '../../host/oauth-exchange.ts'
import { identifierProblem } from './identifier.ts'
import { bitbucketCloudOAuth } from './oauth.ts'
import { bitbucketCloudProvider } from './provider.ts'

const REDIRECT = 'https://registry.example.com/auth/1/callback'

describe('signing in at Bitbucket', () => {
  let host: FakeBitbucketCloud

  beforeEach(async () => {
    host = await new FakeBitbucketCloud(async () => ({ status: 202 })).start()
  })
  afterEach(async () => {
    await host.close()
  })

  async function codeGrant() {
    const url = new URL(bitbucketCloudOAuth.authorizeUrl(accessOf(host.oauthConnection())))
    const parameters = { response_type: 'code', client_id: host.consumer.key, redirect_uri: REDIRECT, state: 'x'.repeat(43) }
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
    const code = new URL(await host.authorize(url.href)).searchParams.get('code') ?? ''
    return { type: 'authorization_code', code, redirectUri: REDIRECT, codeVerifier: 'unused' } as const
  }

  it('gives a token for two hours, with which the API and git work', async () => {
    const tokens = await exchangeGrant(bitbucketCloudOAuth, accessOf(host.oauthConnection()), await codeGrant(), hostParts())
    expect(tokens).toMatchObject({ refreshToken: expect.any(String), expiresAt: 1_700_000_000_000 + 7_200_000 })
    const access = accessOf(host.oauthConnection(), tokens)
    expect(await apiOf(bitbucketCloudProvider, access).whoAmI()).toMatchObject({ login: 'ada' })
    await host.createRepository('acme/terraform-aws-vpc', { commit: { tags: ['v2.0.0'] } })
    expect((await refsSeen(host, bitbucketCloudProvider, access, 'acme/terraform-aws-vpc')).tags).toHaveLength(1)
  })

  it('is renewed with a refresh token that works once', async () => {
    const access = accessOf(host.oauthConnection())
    const { refreshToken = '' } = await exchangeGrant(bitbucketCloudOAuth, access, await codeGrant(), hostParts())
    const grant = { type: 'refresh_token', refreshToken, redirectUri: REDIRECT } as const
    const next = await exchangeGrant(bitbucketCloudOAuth, access, grant, hostParts())
    expect(next.refreshToken).not.toBe(refreshToken)
    expect(await apiOf(bitbucketCloudProvider, accessOf(host.oauthConnection(), next)).whoAmI()).toMatchObject({ login: 'ada' })
    const again = exchangeGrant(bitbucketCloudOAuth, access, grant, hostParts())
    expect(await failureOfAsking(again)).toMatchObject({ reason: 'authentication', message: expect.stringContaining('invalid_grant') })
  })

  it('is refused to a consumer with another secret', async () => {
    const access = accessOf({ ...host.oauthConnection(), secret: 'wrong' })
    const asked = exchangeGrant(bitbucketCloudOAuth, access, await codeGrant(), hostParts())
    expect(await failureOfAsking(asked)).toMatchObject({ reason: 'authentication', message: expect.stringContaining('invalid_client') })
  })
})

/** The names of the invalid attributes. */
function pointers(attributes: Record<string, unknown>): (string | undefined)[] {
  const problems = bitbucketCloudProvider.problemsOf(accessOf(attributes), { allowFileRemotes: false })
  return problems.map(({ pointer }) => pointer?.split('/').at(-1))
}

describe('a connection to Bitbucket', () => {
  const AT = { 'http-url': 'https://bitbucket.org', 'api-url': 'https://api.bitbucket.org' }

  it.each([
    ['an access token', { 'oauth-token-string': 't' }],
    ['an API token with an e-mail address', { 'oauth-token-string': 't', key: 'ada@example.com' }],
    ['an OAuth consumer', { key: 'consumer', secret: 's' }],
    ['an OAuth consumer that somebody signed in with', { 'oauth-token-string': 't', key: 'consumer', secret: 's' }],
  ])('may have %s', (_name, credential) => {
    expect(pointers({ ...AT, ...credential })).toEqual([])
  })

  it('requires a complete credential', () => {
    expect(pointers(AT)).toEqual(['oauth-token-string'])
    expect(pointers({ ...AT, key: 'consumer' })).toEqual(['secret'])
    expect(pointers({ ...AT, secret: 's' })).toEqual(['key'])
    expect(pointers({ ...AT, 'oauth-token-string': 't', key: 'ada' })).toEqual(['key'])
    expect(pointers({ ...AT, 'oauth-token-string': 't', key: 'ada:x@example.com' })).toEqual(['key'])
    expect(pointers({ ...AT, 'oauth-token-string': 'two words' })).toEqual(['oauth-token-string'])
  })

  it('requires web addresses', () => {
    expect(pointers({ ...AT, 'http-url': 'git@bitbucket.org', 'oauth-token-string': 't' })).toEqual(['http-url'])
    expect(pointers({ ...AT, 'api-url': 'file:///srv', 'oauth-token-string': 't' })).toEqual(['api-url'])
  })

  it('names repositories with their workspace', () => {
    expect(identifierProblem('acme/terraform-aws-vpc')).toBeUndefined()
    for (const wrong of ['terraform-aws-vpc', 'a/b/c', 'acme/~vpc', 'acme/vpc.git', 'https://bitbucket.org/a/b'])
      expect(identifierProblem(wrong), wrong).toBeTypeOf('string')
  })

  it('is cloned from below the address of the host', () => {
    expect(bitbucketCloudProvider.cloneUrls('https://bitbucket.org/', 'a/b')).toEqual(['https://bitbucket.org/a/b.git'])
  })
})
