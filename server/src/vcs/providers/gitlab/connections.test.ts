import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeGitLab } from '../../../../test/vcs/fakes/gitlab.ts'
import { accessOf, apiOf, failureOfAsking, hostParts, refsSeen } from '../../../../test/vcs/host-access.ts'
import { exchangeGrant } from '../../host/oauth-exchange.ts'
import { identifierProblem } from './identifier.ts'
import { gitlabOAuth } from './oauth.ts'
import { gitlabProvider } from './provider.ts'

const REDIRECT = 'https://registry.example.com/auth/1/callback'
/** Of RFC 7636, appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

describe('signing in at GitLab', () => {
  let host: FakeGitLab

  beforeEach(async () => {
    host = await new FakeGitLab(async () => ({ status: 202 })).start()
  })
  afterEach(async () => {
    await host.close()
  })

  async function codeFor(): Promise<string> {
    const url = new URL(gitlabOAuth.authorizeUrl(accessOf(host.oauthConnection())))
    const parameters = {
      response_type: 'code',
      client_id: host.application.key,
      redirect_uri: REDIRECT,
      state: 'x'.repeat(43),
      scope: gitlabOAuth.scope ?? '',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
    }
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
    return new URL(await host.authorize(url.href)).searchParams.get('code') ?? ''
  }

  async function signedIn() {
    const grant = { type: 'authorization_code', code: await codeFor(), redirectUri: REDIRECT, codeVerifier: VERIFIER } as const
    return await exchangeGrant(gitlabOAuth, accessOf(host.oauthConnection()), grant, hostParts())
  }

  it('gives a token for two hours, which works for the API and git', async () => {
    const tokens = await signedIn()
    expect(tokens).toMatchObject({ refreshToken: expect.any(String), expiresAt: 1_700_000_000_000 + 7_200_000 })
    const access = accessOf(host.oauthConnection(), tokens)
    expect(await apiOf(gitlabProvider, access).whoAmI()).toMatchObject({ login: 'ada' })
    await host.createRepository('acme/terraform-aws-vpc', { commit: { tags: ['v2.0.0'] } })
    expect((await refsSeen(host, gitlabProvider, access, 'acme/terraform-aws-vpc')).tags).toHaveLength(1)
  })

  it('requires the verifier of the challenge', async () => {
    const grant = { type: 'authorization_code', code: await codeFor(), redirectUri: REDIRECT, codeVerifier: `${VERIFIER}x` } as const
    const asked = exchangeGrant(gitlabOAuth, accessOf(host.oauthConnection()), grant, hostParts())
    expect(await failureOfAsking(asked)).toMatchObject({ reason: 'authentication', message: expect.stringContaining('invalid_grant') })
  })

  it('is renewed with a refresh token that works once, and revokes the previous token', async () => {
    const access = accessOf(host.oauthConnection())
    const { token, refreshToken = '' } = await signedIn()
    const grant = { type: 'refresh_token', refreshToken, redirectUri: REDIRECT } as const
    const next = await exchangeGrant(gitlabOAuth, access, grant, hostParts())
    expect(next.refreshToken).not.toBe(refreshToken)
    expect(await apiOf(gitlabProvider, accessOf(host.oauthConnection(), next)).whoAmI()).toMatchObject({ login: 'ada' })
    const former = apiOf(gitlabProvider, accessOf(host.oauthConnection(), { token }))
    expect(await failureOfAsking(former.whoAmI())).toMatchObject({ reason: 'authentication' })
    expect(await failureOfAsking(exchangeGrant(gitlabOAuth, access, grant, hostParts()))).toMatchObject({ reason: 'authentication' })
  })

  it('is refused to an application with another secret', async () => {
    const access = accessOf({ ...host.oauthConnection(), secret: 'wrong' })
    const grant = { type: 'authorization_code', code: await codeFor(), redirectUri: REDIRECT, codeVerifier: VERIFIER } as const
    expect(await failureOfAsking(exchangeGrant(gitlabOAuth, access, grant, hostParts()))).toMatchObject({
      reason: 'authentication',
      message: expect.stringContaining('invalid_client'),
    })
  })
})

/** The names of the invalid attributes. */
function pointers(attributes: Record<string, unknown>): (string | undefined)[] {
  const problems = gitlabProvider.problemsOf(accessOf(attributes), { allowFileRemotes: false })
  return problems.map(({ pointer }) => pointer?.split('/').at(-1))
}

describe('a connection to GitLab', () => {
  const GOOD = { 'http-url': 'https://gitlab.com', 'api-url': 'https://gitlab.com/api/v4', 'oauth-token-string': 'glpat-x' }

  it('requires a token, or an application with its secret', () => {
    expect(pointers(GOOD)).toEqual([])
    expect(pointers({ ...GOOD, 'oauth-token-string': undefined, key: 'id', secret: 's' })).toEqual([])
    expect(pointers({ ...GOOD, 'oauth-token-string': undefined })).toEqual(['oauth-token-string'])
    expect(pointers({ ...GOOD, 'oauth-token-string': undefined, key: 'id' })).toEqual(['secret'])
    expect(pointers({ ...GOOD, 'oauth-token-string': undefined, secret: 's' })).toEqual(['key'])
    expect(pointers({ ...GOOD, 'oauth-token-string': 'two words' })).toEqual(['oauth-token-string'])
  })

  it('requires web addresses', () => {
    expect(pointers({ ...GOOD, 'http-url': 'ssh://git@gitlab.com' })).toEqual(['http-url'])
    expect(pointers({ ...GOOD, 'api-url': 'https://me:pass@gitlab.com' })).toEqual(['api-url'])
    expect(pointers({ ...GOOD, 'http-url': '' })).toEqual(['http-url'])
  })

  it('names projects with their groups, at any depth', () => {
    expect(identifierProblem('acme/terraform-aws-vpc')).toBeUndefined()
    expect(identifierProblem('acme/platform/network/terraform-aws-vpc')).toBeUndefined()
    for (const wrong of ['terraform-aws-vpc', 'acme/~vpc', 'acme/.vpc', 'acme/vpc.git', '../vpc', 'https://gitlab.com/a/b'])
      expect(identifierProblem(wrong), wrong).toBeTypeOf('string')
  })

  it('is cloned from below the address of the host', () => {
    expect(gitlabProvider.cloneUrls('https://example.com/gitlab/', 'a/b/c')).toEqual(['https://example.com/gitlab/a/b/c.git'])
  })
})
