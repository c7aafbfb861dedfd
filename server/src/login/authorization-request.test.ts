import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { answerTo, readAuthorizationRequest } from './authorization-request.ts'

// Of RFC 7636, appendix B.
const CODE_CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const REDIRECT_URI = 'http://localhost:10000/login'

/** As `terraform login` makes it. */
const GOOD = {
  client_id: 'terraform-cli',
  response_type: 'code',
  redirect_uri: REDIRECT_URI,
  code_challenge: CODE_CHALLENGE,
  code_challenge_method: 'S256',
  state: '8d8c1a21-7c18-c8b6-7a4b-7b0a1f7b2f0c',
}
const reading = (changes: Record<string, unknown> = {}) => readAuthorizationRequest({ ...GOOD, ...changes })

describe('an authorization request', () => {
  it('of terraform login is read', () => {
    const request = { redirectUri: REDIRECT_URI, port: 10_000, codeChallenge: CODE_CHALLENGE, state: GOOD.state }
    expect(reading()).toEqual({ kind: 'valid', request })
    expect(reading({ state: undefined })).toEqual({ kind: 'valid', request: { ...request, state: undefined } })
    expect(reading({ state: ['a', 'b'] })).toEqual({ kind: 'valid', request: { ...request, state: undefined } })
  })

  it.each(['http://localhost:10000/login', 'http://127.0.0.1:10005/login', 'http://[::1]:10009/login'])(
    'may send the code to %s',
    (redirectUri) => {
      expect(reading({ redirect_uri: redirectUri })).toMatchObject({ kind: 'valid', request: { redirectUri } })
    },
  )

  it.each([
    'http://localhost:9999/login',
    'http://localhost:10010/login',
    'http://localhost:10011/login',
    'http://localhost:1000/login',
    'http://localhost:100000/login',
    'http://localhost:01000/login',
    'http://localhost:010000/login',
    'http://localhost/login',
    'https://localhost:10000/login',
    'http://localhost:10000/',
    'http://localhost:10000/login/',
    'http://localhost:10000/login?next=http://evil.example',
    'http://localhost:10000/login#x',
    'http://localhost:10000@evil.example:10000/login',
    'http://localhost.evil.example:10000/login',
    'http://evil.example:10000/login',
    'http://127.0.0.2:10000/login',
    ' http://localhost:10000/login',
    'http://localhost:10000/login\nx',
    'HTTP://LOCALHOST:10000/login',
    'javascript:alert(1)//http://localhost:10000/login',
    '',
    undefined,
    [REDIRECT_URI, REDIRECT_URI],
  ])('never sends anything to %j: only the user is told', (redirectUri) => {
    expect(reading({ redirect_uri: redirectUri })).toEqual({
      kind: 'untrusted',
      problem: 'redirect_uri must be http://localhost:PORT/login with a port from 10000 to 10009',
    })
  })

  it.each(['terraform', 'Terraform-CLI', '', undefined, ['terraform-cli', 'terraform-cli']])('of the client %j is not trusted', (id) => {
    expect(reading({ client_id: id })).toEqual({ kind: 'untrusted', problem: 'client_id must be terraform-cli' })
  })

  // The errors of RFC 6749, section 4.1.2.1, and RFC 7636, section 4.4.1.
  it.each<[string, Record<string, unknown>, string, string]>([
    ['without a response type', { response_type: undefined }, 'invalid_request', 'response_type is missing'],
    ['with two response types', { response_type: ['code', 'code'] }, 'invalid_request', 'response_type is missing'],
    ['for a token', { response_type: 'token' }, 'unsupported_response_type', 'response_type must be code'],
    ['without a method', { code_challenge_method: undefined }, 'invalid_request', 'code_challenge_method must be S256'],
    ['with a challenge that hides nothing', { code_challenge_method: 'plain' }, 'invalid_request', 'code_challenge_method must be S256'],
  ])('%s is refused, and the client is told', (_what, changes, error, description) => {
    expect(reading(changes)).toEqual({ kind: 'refused', redirectUri: REDIRECT_URI, state: GOOD.state, error, description })
  })

  it.each([
    undefined,
    '',
    `${CODE_CHALLENGE}=`,
    CODE_CHALLENGE.slice(1),
    `${CODE_CHALLENGE.slice(1)}+`,
    `${CODE_CHALLENGE}\n`,
    [CODE_CHALLENGE],
  ])('with the challenge %j is refused, and the client is told', (challenge) => {
    const description = 'code_challenge must be the base64url of a SHA-256'
    expect(reading({ code_challenge: challenge })).toMatchObject({ kind: 'refused', error: 'invalid_request', description })
  })

  it('has a challenge as long as any SHA-256 in base64url', () => {
    for (const verifier of ['a', 'b', 'c']) {
      const challenge = createHash('sha256').update(verifier).digest('base64url')
      expect(reading({ code_challenge: challenge })).toMatchObject({ kind: 'valid', request: { codeChallenge: challenge } })
    }
  })
})

describe('the answer to a client', () => {
  it('is in the query of its redirect URI, with the original state and without absent members', () => {
    const address = new URL(answerTo(REDIRECT_URI, { code: 'c&d=e', state: 'x y#z', error: undefined }))
    expect([address.origin, address.pathname, address.hash]).toEqual(['http://localhost:10000', '/login', ''])
    expect([...address.searchParams]).toEqual([
      ['code', 'c&d=e'],
      ['state', 'x y#z'],
    ])
  })
})
