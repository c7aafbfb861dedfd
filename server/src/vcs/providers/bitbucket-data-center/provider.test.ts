import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeBitbucketDataCenter } from '../../../../test/vcs/fakes/bitbucket-data-center.ts'
import { accessOf, refsSeen } from '../../../../test/vcs/host-access.ts'
import { GitFailure } from '../../../platform/git/index.ts'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import { bitbucketDataCenterProvider as provider } from './provider.ts'

function access(changes: Partial<ConnectionAccess> = {}): ConnectionAccess {
  const url = 'https://bitbucket.example.com/git'
  const none = { key: undefined, secret: undefined, tenantId: undefined }
  return { httpUrl: url, apiUrl: url, ...none, tokenScheme: 'basic', secrets: {}, ...changes }
}

function attributesOf(changes: Partial<ConnectionAccess>): (string | undefined)[] {
  return provider.problemsOf(access(changes), { allowFileRemotes: true }).map(({ pointer }) => pointer?.replace('/data/attributes/', ''))
}

describe('a connection to Bitbucket Data Center', () => {
  it('may have a token, an application, the keys of a legacy application link, or nothing yet', () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    })
    expect(attributesOf({ secrets: { token: 'abc' } })).toEqual([])
    expect(attributesOf({ key: 'id', secret: 'secret' })).toEqual([])
    expect(attributesOf({ key: 'id', secrets: { token: 'abc' } })).toEqual([])
    expect(attributesOf({ secret: privateKey, secrets: { privateKey } })).toEqual([])
    expect(attributesOf({})).toEqual([])
  })

  it('reports every problem', () => {
    expect(attributesOf({ key: 'id' })).toEqual(['secret'])
    expect(attributesOf({ httpUrl: 'ssh://git@bitbucket.example.com' })).toEqual(['http-url'])
    expect(attributesOf({ httpUrl: 'file:///srv' })).toEqual(['http-url'])
    expect(attributesOf({ httpUrl: '' })).toEqual(['http-url'])
    expect(attributesOf({ apiUrl: 'https://bitbucket.example.com/../x' })).toEqual(['api-url'])
    expect(attributesOf({ secrets: { token: 'a\nb', privateKey: 'none' } })).toEqual(['oauth-token-string', 'private-key'])
  })

  it.each(['TER/terraform-aws-vpc', '~ada/terraform-aws-vpc', 'a_1/v.1'])('has repositories such as %s', (identifier) => {
    expect(provider.identifierProblem(identifier)).toBeUndefined()
  })

  it.each(['', ' ', 'a', 'a/b/c', 'a/', '/a', 'a/..', '../a', 'a/-b', '-a/b', 'a b/c', 'a/b c', 'a/b?c', 'a/b.git', '~/a', 'https://x/y'])(
    'has no repository %j',
    (identifier) => {
      expect(provider.identifierProblem(identifier)).toBeTypeOf('string')
    },
  )

  it('knows where git finds them', () => {
    expect(provider.cloneUrls('https://bitbucket.example.com/git/', 'TER/vpc')).toEqual([
      'https://bitbucket.example.com/git/scm/ter/vpc.git',
    ])
    expect(provider.cloneUrls('https://bitbucket.example.com', '~Ada/vpc')).toEqual(['https://bitbucket.example.com/scm/~ada/vpc.git'])
  })
})

describe('git at Bitbucket Data Center', () => {
  let host: FakeBitbucketDataCenter
  beforeEach(async () => {
    host = await new FakeBitbucketDataCenter(async () => ({ status: 202 })).start()
  })
  afterEach(async () => {
    await host.close()
  })

  it('authenticates with the token, and not with another', async () => {
    await host.createRepository('TER/terraform-aws-vpc', { commit: { files: { 'main.tf': '' }, tags: ['v1.0.0'] } })
    const seen = (token: string) =>
      refsSeen(host, provider, accessOf({ ...host.tokenConnection(), 'oauth-token-string': token }), 'TER/terraform-aws-vpc')
    expect((await seen(host.token)).tags).toMatchObject([{ name: 'v1.0.0' }])
    await expect(seen('wrong')).rejects.toBeInstanceOf(GitFailure)
    expect(provider.gitCredential(access(), host.url)).toEqual({ type: 'none' })
  })
})
