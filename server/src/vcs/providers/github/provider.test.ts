import { describe, expect, it } from 'vitest'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import { apiUrlOf } from './address.ts'
import { githubProvider } from './provider.ts'

const ACCESS: ConnectionAccess = {
  httpUrl: 'https://github.com',
  apiUrl: 'https://api.github.com',
  key: undefined,
  secret: undefined,
  tenantId: undefined,
  tokenScheme: 'basic',
  secrets: { token: 'ghp_1' },
}

function pointers(changes: Partial<ConnectionAccess>): (string | undefined)[] {
  return githubProvider.problemsOf({ ...ACCESS, ...changes }, { allowFileRemotes: true }).map(({ pointer }) => pointer?.split('/').at(-1))
}

describe('a connection to GitHub', () => {
  it('requires a token, or the key and secret of an OAuth application', () => {
    expect(pointers({})).toEqual([])
    expect(pointers({ secrets: {}, key: 'Iv1.1', secret: 's' })).toEqual([])
    expect(pointers({ secrets: { token: 'ghp_1', privateKey: 'unused' } })).toEqual([])
    expect(pointers({ secrets: {} })).toEqual(['oauth-token-string'])
    expect(pointers({ secrets: {}, key: 'Iv1.1' })).toEqual(['oauth-token-string'])
    expect(pointers({ secrets: {}, secret: 's' })).toEqual(['key'])
    expect(pointers({ secrets: { token: 'a\nb' } })).toEqual(['oauth-token-string'])
    expect(pointers({ secrets: { token: 'x'.repeat(16_385) } })).toEqual(['oauth-token-string'])
    expect(pointers({ secrets: { token: `ghs_${'a.'.repeat(260)}` } })).toEqual([])
  })

  it.each(['', 'github.com', 'ssh://git@github.com', 'file:///srv', 'https://user:pass@github.com', 'https://github.com?x', 'https://a b'])(
    'does not work at %j',
    (address) => {
      expect(pointers({ httpUrl: address })).toEqual(['http-url'])
      expect(pointers({ apiUrl: address })).toEqual(['api-url'])
    },
  )

  it.each([
    ['https://github.com', 'https://github.com/', 'https://api.github.com'],
    ['https://acme.ghe.com', 'https://acme.ghe.com', 'https://api.acme.ghe.com'],
    ['https://github.example.com:8443/', 'https://github.example.com:8443', 'https://github.example.com:8443/api/v3'],
    ['https://github.com', 'https://proxy.example.com', 'https://proxy.example.com'],
  ])('of %s with the API address %s asks %s', (httpUrl, apiUrl, asked) => {
    expect(apiUrlOf({ httpUrl, apiUrl })).toBe(asked)
  })

  it('accepts repositories with two-part names', () => {
    for (const name of ['acme/terraform-aws-vpc', 'octo_acme/.github', 'a/A.b_c-d'])
      expect(githubProvider.identifierProblem(name)).toBeUndefined()
    for (const name of [
      '',
      'acme',
      'a/b/c',
      'a/b.git',
      '-a/b',
      'a-/b',
      '~me/b',
      'a/b c',
      `a/${'b'.repeat(101)}`,
      'https://github.com/a/b',
    ]) {
      expect([name, githubProvider.identifierProblem(name)]).toEqual([name, expect.any(String)])
    }
  })

  it('gives git the token as a password, and nothing without a token', () => {
    expect(githubProvider.cloneUrls('https://github.com/', 'a/b')).toEqual(['https://github.com/a/b.git'])
    expect(githubProvider.gitCredential(ACCESS, 'u')).toEqual({ type: 'basic', username: 'x-access-token', password: 'ghp_1' })
    expect(githubProvider.gitCredential({ ...ACCESS, secrets: {} }, 'u')).toEqual({ type: 'none' })
  })
})
