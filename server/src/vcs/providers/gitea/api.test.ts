import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeGitea } from '../../../../test/vcs/fakes/gitea.ts'
import { accessOf, apiOf, failureOfAsking, listed, refsSeen } from '../../../../test/vcs/host-access.ts'
import { giteaProvider } from './provider.ts'

const HOOK = { url: 'https://registry.example.com/webhooks/vcs/1', secret: 'a secret' }
const NOW = 1_700_000_000_000

let host: FakeGitea

beforeEach(async () => {
  host = await new FakeGitea(async () => ({ status: 202 })).start()
})
afterEach(async () => {
  await host.close()
})

const api = () => apiOf(giteaProvider, accessOf(host.tokenConnection()))

describe('the API of Gitea', () => {
  it('reports the user of the token, and every repository, page by page', async () => {
    const vpc = await host.createRepository('platform/terraform-aws-vpc')
    host.listMore(
      vpc,
      Array.from({ length: 119 }, (_, index) => `service-${index}`),
    )
    expect(await api().whoAmI()).toEqual({ id: host.user.id, login: host.user.login })
    const { repositories, pages } = await listed(api())
    expect([pages, new Set(repositories.map(({ externalId }) => externalId)).size]).toEqual([3, 120])
    expect(repositories[0]).toMatchObject({ identifier: 'platform/terraform-aws-vpc', admin: true, archived: false, defaultBranch: 'main' })
  })

  it('lists every repository where the total is missing', async () => {
    const vpc = await host.createRepository('platform/terraform-aws-vpc')
    host.listMore(
      vpc,
      Array.from({ length: 119 }, (_, index) => `service-${index}`),
    )
    host.hidesTotals = true
    const { repositories } = await listed(api())
    expect(new Set(repositories.map(({ externalId }) => externalId)).size).toBe(120)
  })

  it('finds a repository by name, and by id after it was renamed', async () => {
    const vpc = await host.createRepository('platform/terraform-aws-vpc', { admin: false, archived: true })
    const { externalId, admin, archived } = await api().readRepository({ identifier: vpc.identifier })
    expect([externalId, admin, archived]).toEqual([vpc.id, false, true])
    await host.renameRepository(vpc, 'network/terraform-aws-vpc')
    expect((await api().readRepository({ externalId, lastIdentifier: 'platform/terraform-aws-vpc' })).identifier).toBe(
      'network/terraform-aws-vpc',
    )
    expect(await failureOfAsking(api().readRepository({ identifier: 'platform/none' }))).toMatchObject({ reason: 'not_found' })
  })

  it('creates one webhook per address, however many others there are', async () => {
    const { identifier, id: repositoryId } = await host.createRepository('platform/terraform-aws-vpc')
    for (let index = 0; index < 60; index++) {
      const url = `https://elsewhere.example.com/${index}`
      host.hooks.push({ id: String(index + 1), repositoryId, url, secret: '', active: true, settings: { type: 'gitea' } })
    }
    const repository = await api().readRepository({ identifier })
    const id = await api().createWebhook(repository, HOOK)
    expect(await api().createWebhook(repository, { ...HOOK, secret: 'another' })).toBe(id)
    const hook = host.hooks.find((each) => each.id === id)
    if (hook === undefined) throw new Error('there is no webhook')
    expect([host.hooks.length, hook.secret]).toEqual([61, 'another'])
    expect(hook.settings).toMatchObject({ type: 'gitea', events: ['push', 'create', 'delete', 'repository'] })
    host.disableHook(hook)
    expect(await api().readWebhook(repository, id)).toEqual({ id, url: HOOK.url, active: false, problem: undefined })
    await api().deleteWebhook(repository, id)
    await api().deleteWebhook(repository, id)
    expect(await api().readWebhook(repository, id)).toBeUndefined()
  })

  it('fails with distinct errors', async () => {
    const { identifier } = await host.createRepository('platform/terraform-aws-vpc', { admin: false })
    const repository = await api().readRepository({ identifier })
    expect(await failureOfAsking(api().createWebhook(repository, HOOK))).toMatchObject({ reason: 'forbidden' })
    const nobody = apiOf(giteaProvider, accessOf({ ...host.tokenConnection(), 'oauth-token-string': 'wrong' }))
    expect(await failureOfAsking(nobody.whoAmI())).toMatchObject({
      reason: 'authentication',
      message: expect.stringContaining('token is required'),
    })
    host.fault = { status: 429, headers: { 'retry-after': '90' } }
    expect(await failureOfAsking(api().whoAmI())).toMatchObject({ reason: 'rate_limited', retryAt: NOW + 90_000 })
    host.fault = { status: 429, headers: { 'retry-after': new Date(NOW + 120_000).toUTCString() } }
    expect(await failureOfAsking(api().whoAmI())).toMatchObject({ reason: 'rate_limited', retryAt: NOW + 120_000 })
    host.fault = { status: 200, body: '<html>Welcome</html>' }
    expect(await failureOfAsking(api().whoAmI())).toMatchObject({ reason: 'protocol' })
    await host.goDown()
    expect(await failureOfAsking(api().whoAmI())).toMatchObject({ reason: 'unavailable' })
  })

  it('authenticates git with the same token', async () => {
    const { identifier } = await host.createRepository('platform/terraform-aws-vpc', {
      commit: { files: { 'main.tf': '' }, tags: ['v1.0.0'] },
    })
    const { tags } = await refsSeen(host, giteaProvider, accessOf(host.tokenConnection()), identifier)
    expect(tags.map(({ name }) => name)).toEqual(['v1.0.0'])
  })
})
