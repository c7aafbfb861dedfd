import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeAzureDevOpsServer, FakeAzureDevOpsServices } from '../../../../test/vcs/fakes/azure-devops.ts'
import { accessOf, apiOf, failureOfAsking, listed } from '../../../../test/vcs/host-access.ts'
import type { HostApi, HostRepository } from '../../host/host-api.ts'
import { azureDevOpsServicesProvider as provider } from './provider.ts'

const HOOK = { url: 'https://registry.example.com/webhooks/vcs/1', secret: 'first' }
const VPC = 'contoso/Cloud Platform/_git/terraform-aws-vpc'

let host: FakeAzureDevOpsServices

beforeEach(async () => {
  host = await new FakeAzureDevOpsServices(async () => ({ status: 202 })).start()
})
afterEach(async () => {
  await host.close()
})

function api(changes: Record<string, unknown> = {}): HostApi {
  return apiOf(provider, accessOf({ ...host.tokenConnection(), ...changes }))
}

async function vpc(admin = true): Promise<HostRepository> {
  const { identifier } = await host.createRepository(VPC, { admin })
  return await api().readRepository({ identifier })
}

describe('the API of Azure DevOps', () => {
  it('reports the user of the token', async () => {
    expect(await api().whoAmI()).toEqual({ id: '501', login: 'ada' })
    expect(await api({ 'api-url': host.url }).whoAmI()).toMatchObject({ login: 'ada' })
    Object.assign(host.user, { id: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa' })
    expect(await failureOfAsking(api().whoAmI())).toMatchObject({ reason: 'authentication' })
  })

  it('lists all repositories of all projects', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `contoso/p${index % 3}/_git/terraform-aws-m${index}`)
    for (const name of names) await host.createRepository(name)
    const { repositories } = await listed(api())
    expect(repositories.map(({ identifier }) => identifier)).toEqual(names)
  })

  it('reports the attributes of a repository', async () => {
    const { id } = await host.createRepository(VPC, { private: false })
    await host.createRepository('contoso/Cloud Platform/_git/old', { archived: true })
    expect(await api().readRepository({ identifier: VPC })).toEqual({
      externalId: id,
      identifier: VPC,
      webUrl: `${host.url}/contoso/Cloud%20Platform/_git/terraform-aws-vpc`,
      defaultBranch: 'main',
      private: false,
      archived: false,
      admin: true,
    })
    const old = await api().readRepository({ identifier: 'contoso/Cloud Platform/_git/old' })
    expect(old).toMatchObject({ archived: true, private: true, defaultBranch: undefined })
  })

  it('finds a renamed repository by its id', async () => {
    const repository = await host.createRepository(VPC)
    await host.renameRepository(repository, 'contoso/Network/_git/terraform-aws-network')
    expect(await api().readRepository({ externalId: repository.id })).toMatchObject({
      identifier: 'contoso/Network/_git/terraform-aws-network',
      externalId: repository.id,
    })
    expect(await failureOfAsking(api().readRepository({ identifier: VPC }))).toMatchObject({ reason: 'not_found' })
  })

  it('does not search other organizations, nor follow a name elsewhere', async () => {
    const other = await failureOfAsking(api().readRepository({ identifier: 'fabrikam/p/_git/r' }))
    expect(other).toMatchObject({ reason: 'not_found', message: expect.stringContaining('contoso') })
    expect(await failureOfAsking(api().readRepository({ identifier: 'contoso/../_git/r' }))).toMatchObject({ reason: 'invalid' })
    expect(host.requests).toEqual([])
  })

  it('reports missing permission to subscribe, or unknown when the token may not read it', async () => {
    const repository = await vpc(false)
    expect(repository.admin).toBe(false)
    expect(await failureOfAsking(api().createWebhook(repository, HOOK))).toMatchObject({ reason: 'forbidden' })
    host.showsPermissions = false
    expect(await api().readRepository({ identifier: VPC })).toMatchObject({ admin: undefined })
  })

  it('creates one subscription per address, however often it is called', async () => {
    const repository = await vpc()
    await api().createWebhook(repository, { ...HOOK, url: `${HOOK.url}0` })
    const id = await api().createWebhook(repository, HOOK)
    const [, hook] = host.hooks
    expect(hook).toMatchObject({ id, ...HOOK, repositoryId: repository.externalId, settings: { publisherInputs: { branch: '' } } })
    if (hook !== undefined) host.disableHook(hook)
    expect(await api().createWebhook(repository, { ...HOOK, secret: 'second' })).toBe(id)
    expect(host.hooks).toHaveLength(2)
    expect(hook).toMatchObject({ secret: 'second', active: true })
    expect(await api().readWebhook(repository, id)).toEqual({ id, url: HOOK.url, active: true, problem: undefined })
  })

  it.each([
    ['onProbation', true],
    ['disabledBySystem', false],
    ['disabledByUser', false],
    ['disabledByInactiveIdentity', false],
  ] as const)('tells that a subscription is %s', async (status, active) => {
    const repository = await vpc()
    const id = await api().createWebhook(repository, HOOK)
    for (const hook of host.hooks) host.disableHook(hook, status)
    expect(await api().readWebhook(repository, id)).toMatchObject({ active, problem: expect.stringMatching(/./) })
  })

  it('deletes a subscription, once', async () => {
    const repository = await vpc()
    const id = await api().createWebhook(repository, HOOK)
    await api().deleteWebhook(repository, id)
    await api().deleteWebhook(repository, id)
    expect(host.hooks).toEqual([])
    expect(await api().readWebhook(repository, id)).toBeUndefined()
  })

  it.each([203, 302, 401] as const)('a wrong token is known by the answer %d', async (status) => {
    host.stranger = status
    const wrong = api({ 'oauth-token-string': 'wrong' })
    expect(await failureOfAsking(wrong.whoAmI())).toMatchObject({ reason: 'authentication' })
    expect(await failureOfAsking(wrong.listRepositories())).toMatchObject({ reason: 'authentication' })
    expect(host.requests).toHaveLength(2)
  })

  it('a token that may read but not subscribe is not an invalid one', async () => {
    const repository = await vpc()
    host.showsSubscriptions = false
    const failure = await failureOfAsking(api().createWebhook(repository, HOOK))
    expect(failure).toMatchObject({ reason: 'forbidden', message: expect.stringContaining('TF400813') })
  })

  it('retries when the host says so', async () => {
    host.fault = { status: 429, headers: { 'retry-after': '30' }, body: { message: 'TF400733: The request has been canceled' } }
    const failure = await failureOfAsking(api().listRepositories())
    expect(failure).toMatchObject({ reason: 'rate_limited', retryAt: 1_700_000_030_000, message: expect.stringContaining('TF400733') })
    host.fault = { status: 503, body: {} }
    expect(await failureOfAsking(api().listRepositories())).toMatchObject({ reason: 'unavailable' })
  })

  it.each([
    ['a page for people', 200, '<!doctype html>'],
    ['another shape', 200, { value: [{ id: 1 }] }],
    ['a redirect that is no sign-in', 301, 'moved'],
  ])('another kind of host is detected: %s', async (_name, status, body) => {
    host.fault = { status, body, headers: { location: 'https://elsewhere.example.com/' } }
    expect(await failureOfAsking(api().listRepositories())).toMatchObject({ reason: 'protocol' })
  })

  it('works the same on a Server, below its collection', async () => {
    const server = await new FakeAzureDevOpsServer(async () => ({ status: 202 })).start()
    try {
      const { identifier } = await server.createRepository(server.identifierFor('terraform-aws-vpc'))
      const collection = apiOf(provider, accessOf(server.tokenConnection()))
      expect(await collection.readRepository({ identifier })).toMatchObject({ identifier, admin: true })
    } finally {
      await server.close()
    }
  })
})
