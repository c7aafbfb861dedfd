import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeAzureDevOpsServices } from '../../../../test/vcs/fakes/azure-devops.ts'
import { accessOf, refsSeen } from '../../../../test/vcs/host-access.ts'
import { GitFailure } from '../../../platform/git/index.ts'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import type { ServiceProvider } from '../../host/provider.ts'
import { azureDevOpsServerProvider as server, azureDevOpsServicesProvider as services } from './provider.ts'

const ORGANIZATION = 'https://dev.azure.com/contoso'
const COLLECTION = 'https://ado.example.com/tfs/DefaultCollection'
const { privateKey } = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

function attributesOf(provider: ServiceProvider, httpUrl: string, changes: Partial<ConnectionAccess>): (string | undefined)[] {
  const none = { key: undefined, secret: undefined, tenantId: undefined, tokenScheme: 'basic' as const, secrets: {} }
  const access = { httpUrl, apiUrl: httpUrl, ...none, ...changes }
  return provider.problemsOf(access, { allowFileRemotes: true }).map(({ pointer }) => pointer?.replace('/data/attributes/', ''))
}

function problems(changes: Partial<ConnectionAccess>, httpUrl = ORGANIZATION): (string | undefined)[] {
  return attributesOf(services, httpUrl, changes)
}

describe('a connection to Azure DevOps Services', () => {
  const secrets = { token: 'pat' }

  it('has a token or an application of Entra ID', () => {
    expect(problems({ secrets })).toEqual([])
    expect(problems({ key: 'id', secret: 'secret' })).toEqual([])
    expect(problems({ key: 'id', secret: 'secret', tenantId: 'contoso.onmicrosoft.com' })).toEqual([])
    expect(problems({})).toEqual(['oauth-token-string'])
    expect(problems({ key: 'id' })).toEqual(['secret'])
    expect(problems({ secret: 'secret' })).toContain('key')
    expect(problems({ secrets, tenantId: '../x' })).toEqual(['tenant-id'])
    expect(problems({ secrets: { token: 'pat', privateKey } })).toEqual(['private-key'])
  })

  it.each(['https://dev.azure.com', 'https://dev.azure.com/', 'https://dev.azure.com/contoso/project', 'https://contoso.visualstudio.com'])(
    'names its organization, which %s does not',
    (httpUrl) => {
      expect(problems({ secrets }, httpUrl)).toEqual(['http-url'])
    },
  )

  it('reports only the address when that is invalid', () => {
    expect(problems({ secrets }, 'dev.azure.com/contoso')).toEqual(['http-url'])
    expect(problems({ secrets }, 'https://')).toEqual(['http-url'])
    expect(problems({ secrets }, `${ORGANIZATION}/`)).toEqual([])
  })
})

describe('a connection to Azure DevOps Server', () => {
  it('has a token and a private key, and names its collection', () => {
    const secrets = { token: 'pat', privateKey }
    expect(attributesOf(server, COLLECTION, { secrets })).toEqual([])
    expect(attributesOf(server, COLLECTION, { secrets: { token: 'pat' } })).toEqual(['private-key'])
    expect(attributesOf(server, COLLECTION, { key: 'id', secret: 's', secrets: { privateKey } })).toEqual(['oauth-token-string'])
    expect(attributesOf(server, COLLECTION, { secrets: { token: 'pat', privateKey: 'none' } })).toEqual(['private-key'])
    expect(attributesOf(server, 'https://ado.example.com/', { secrets })).toEqual(['http-url'])
    expect(server.oauth).toBeUndefined()
  })
})

describe('repositories of Azure DevOps', () => {
  it.each(['contoso/Cloud Platform/_git/terraform-aws-vpc', 'c/p/_git/.github', 'c/Größe (1)/_git/r_1', 'Default Collection/p/_git/r'])(
    'may be %s',
    (identifier) => {
      expect(services.identifierProblem(identifier)).toBeUndefined()
    },
  )

  it.each([
    '',
    ' ',
    'contoso/r',
    'contoso/p/r',
    'contoso/_git/r',
    'contoso/p/_git/',
    'contoso/p/_git/r/x',
    'contoso/../_git/r',
    'contoso/p/_git/..',
    'contoso/p%20q/_git/r',
    'contoso/p/_git/-r',
    'contoso/p/_git/r?x',
    "contoso/p/_git/r'",
    'contoso/p/_git/r\n',
    'contoso/p /_git/r',
    'https://dev.azure.com/contoso/p/_git/r',
  ])('may not be %j', (identifier) => {
    expect(services.identifierProblem(identifier)).toBeTypeOf('string')
  })

  it('are found by git below the host, not twice below the organization', () => {
    expect(services.cloneUrls(`${ORGANIZATION}/`, 'contoso/Cloud Platform/_git/vpc')).toEqual([
      'https://dev.azure.com/contoso/Cloud%20Platform/_git/vpc',
    ])
    expect(server.cloneUrls(COLLECTION, 'DefaultCollection/p/_git/vpc')).toEqual([`${COLLECTION}/p/_git/vpc`])
  })
})

describe('git at Azure DevOps', () => {
  let host: FakeAzureDevOpsServices
  beforeEach(async () => {
    host = await new FakeAzureDevOpsServices(async () => ({ status: 202 })).start()
  })
  afterEach(async () => {
    await host.close()
  })

  it('authenticates with a personal token or a token of Entra ID, and with nothing else', async () => {
    const { identifier } = await host.createRepository(host.identifierFor('terraform-aws-vpc'), {
      commit: { files: { 'main.tf': '' }, tags: ['v1.0.0'] },
    })
    host.sessions.set('entra', { refreshToken: 'r', revoked: false })
    const seen = (secrets: ConnectionAccess['secrets']) =>
      refsSeen(host, services, accessOf({ ...host.tokenConnection(), 'oauth-token-string': undefined }, secrets), identifier)
    expect((await seen({ token: host.token })).tags).toMatchObject([{ name: 'v1.0.0' }])
    expect((await seen({ token: 'entra', refreshToken: 'r', expiresAt: 1 })).tags).toHaveLength(1)
    await expect(seen({ token: 'wrong' })).rejects.toBeInstanceOf(GitFailure)
    await expect(seen({})).rejects.toBeInstanceOf(GitFailure)
  })
})
