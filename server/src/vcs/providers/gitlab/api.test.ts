import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeGitLab } from '../../../../test/vcs/fakes/gitlab.ts'
import { accessOf, apiOf, failureOfAsking, listed, refsSeen } from '../../../../test/vcs/host-access.ts'
import type { HostApi } from '../../host/host-api.ts'
import { gitlabProvider } from './provider.ts'

const WANTED = { url: 'https://registry.example.com/webhooks/1', secret: 'a'.repeat(64) }

let host: FakeGitLab
let api: HostApi

beforeEach(async () => {
  host = await new FakeGitLab(async () => ({ status: 202 })).start()
  api = apiOf(gitlabProvider, accessOf(host.tokenConnection()))
})
afterEach(async () => {
  await host.close()
})

function apiWith(token: string): HostApi {
  return apiOf(gitlabProvider, accessOf({ ...host.tokenConnection(), 'oauth-token-string': token }))
}

describe('the API of GitLab', () => {
  it('reports the user of the token, with and without the version in the address', async () => {
    expect(await api.whoAmI()).toEqual({ id: '501', login: 'ada' })
    const versioned = apiOf(gitlabProvider, accessOf({ ...host.tokenConnection(), 'api-url': `${host.url}/api/v4/` }))
    expect(await versioned.whoAmI()).toMatchObject({ login: 'ada' })
  })

  it('lists all repositories, page by page, each with whether webhooks may be created', async () => {
    for (let number = 1; number <= 120; number++)
      await host.createRepository(`acme/infra/terraform-aws-m${number}`, { admin: number !== 7 })
    const { repositories, pages } = await listed(api)
    expect(pages).toBe(2)
    expect(new Set(repositories.map((each) => each.identifier)).size).toBe(120)
    expect(repositories.filter((each) => each.admin !== true).map((each) => each.identifier)).toEqual(['acme/infra/terraform-aws-m7'])
    expect(repositories[0]).toEqual({
      externalId: '1001',
      identifier: 'acme/infra/terraform-aws-m1',
      webUrl: `${host.url}/acme/infra/terraform-aws-m1`,
      defaultBranch: 'main',
      private: true,
      archived: false,
      admin: true,
    })
  })

  it('finds a renamed repository by its new name, its old name and its id', async () => {
    const repository = await host.createRepository('acme/terraform-aws-vpc', { private: false, archived: true })
    expect(await api.readRepository({ identifier: 'acme/terraform-aws-vpc' })).toMatchObject({ private: false, archived: true })
    await host.renameRepository(repository, 'platform/net/terraform-aws-network')
    const renamed = { externalId: repository.id, identifier: 'platform/net/terraform-aws-network' }
    expect(await api.readRepository({ externalId: repository.id })).toMatchObject(renamed)
    expect(await api.readRepository({ identifier: 'acme/terraform-aws-vpc' })).toMatchObject(renamed)
    expect(await failureOfAsking(api.readRepository({ identifier: 'acme/none' }))).toMatchObject({ reason: 'not_found' })
  })

  it('reports whether webhooks may be created with an inherited role', async () => {
    const { id } = await host.createRepository('acme/terraform-aws-vpc', { admin: false })
    expect(await api.readRepository({ externalId: id })).toMatchObject({ admin: false })
    const shared = await host.createRepository('acme/terraform-aws-shared')
    host.sharedByGroup.add(shared.id)
    expect((await listed(api)).repositories.at(-1)).toMatchObject({ admin: undefined })
    expect(await api.readRepository({ externalId: shared.id })).toMatchObject({ admin: true })
  })

  it('creates a webhook once, for tags too, with a secret and a signing key', async () => {
    const { id } = await host.createRepository('acme/terraform-aws-vpc')
    const repository = await api.readRepository({ externalId: id })
    const hook = await api.createWebhook(repository, WANTED)
    expect(await api.createWebhook(repository, { ...WANTED, secret: 'b'.repeat(64) })).toBe(hook)
    expect(host.hooks).toMatchObject([
      { secret: 'b'.repeat(64), settings: { tag_push_events: true, push_events: true, enable_ssl_verification: true } },
    ])
    expect(await api.readWebhook(repository, hook)).toEqual({ id: hook, url: WANTED.url, active: true, problem: undefined })
  })

  it('finds its webhook among more than a page of others', async () => {
    const { id } = await host.createRepository('acme/terraform-aws-vpc')
    const repository = await api.readRepository({ externalId: id })
    for (let number = 0; number < 100; number++)
      await api.createWebhook(repository, { ...WANTED, url: `https://other.example.com/${number}` })
    const hook = await api.createWebhook(repository, WANTED)
    expect(await api.createWebhook(repository, WANTED)).toBe(hook)
    expect(host.hooks).toHaveLength(101)
  })

  it('reports that a webhook was disabled, and then recreates it', async () => {
    const { id } = await host.createRepository('acme/terraform-aws-vpc')
    const repository = await api.readRepository({ externalId: id })
    const hook = await api.createWebhook(repository, WANTED)
    for (const each of host.hooks) host.disableHook(each)
    expect(await api.readWebhook(repository, hook)).toMatchObject({ active: false, problem: expect.stringContaining('disabled it') })
    const second = await api.createWebhook(repository, WANTED)
    expect(second).not.toBe(hook)
    expect(host.hooks).toHaveLength(1)
    expect(await api.readWebhook(repository, second)).toMatchObject({ active: true, problem: undefined })
  })

  it('reports that tag events were turned off', async () => {
    const { id } = await host.createRepository('acme/terraform-aws-vpc')
    const repository = await api.readRepository({ externalId: id })
    const hook = await api.createWebhook(repository, WANTED)
    for (const each of host.hooks) each.settings = { push_events: true, tag_push_events: false }
    expect(await api.readWebhook(repository, hook)).toMatchObject({ active: true, problem: expect.stringContaining('Tag push events') })
  })

  it('deletes a webhook, even when it is already gone', async () => {
    const { id } = await host.createRepository('acme/terraform-aws-vpc')
    const repository = await api.readRepository({ externalId: id })
    const hook = await api.createWebhook(repository, WANTED)
    await api.deleteWebhook(repository, hook)
    expect(host.hooks).toEqual([])
    expect(await api.readWebhook(repository, hook)).toBeUndefined()
    await api.deleteWebhook(repository, hook)
  })
})

describe('a refusal of GitLab', () => {
  it('is an invalid token when that is wrong', async () => {
    const failure = await failureOfAsking(apiWith('wrong').whoAmI())
    expect(failure).toMatchObject({ reason: 'authentication', message: 'GitLab answered 401: 401 Unauthorized' })
  })

  it('is missing permission when scope or role is insufficient', async () => {
    const { id } = await host.createRepository('acme/terraform-aws-vpc')
    const repository = await api.readRepository({ externalId: id })
    const scope = await failureOfAsking(apiWith(host.readOnlyToken).createWebhook(repository, WANTED))
    expect(scope).toMatchObject({ reason: 'forbidden', message: expect.stringContaining('higher privileges') })
    for (const each of host.repositories) each.admin = false
    expect(await failureOfAsking(api.createWebhook(repository, WANTED))).toMatchObject({ reason: 'forbidden' })
  })

  it('is explained when an address is not allowed', async () => {
    const { id } = await host.createRepository('acme/terraform-aws-vpc')
    const repository = await api.readRepository({ externalId: id })
    expect(await failureOfAsking(api.createWebhook(repository, { ...WANTED, url: 'ftp://registry' }))).toMatchObject({
      reason: 'invalid',
      message: 'GitLab answered 422: Invalid url given',
    })
    host.fault = { status: 400, body: { message: { url: ['is blocked: local network'] } } }
    expect((await failureOfAsking(api.createWebhook(repository, WANTED))).message).toBe(
      'GitLab answered 400: url is blocked: local network',
    )
  })

  it('has the delay before a retry after too many requests', async () => {
    host.fault = { status: 429, headers: { 'retry-after': '60', 'content-type': 'text/plain' }, body: 'Retry later\n' }
    expect(await failureOfAsking(api.whoAmI())).toMatchObject({ reason: 'rate_limited', retryAt: 1_700_000_060_000 })
  })

  it('is another kind of host when it does not answer like GitLab', async () => {
    host.fault = { status: 200, body: '<html>Welcome</html>' }
    expect(await failureOfAsking(api.listRepositories())).toMatchObject({ reason: 'protocol' })
    host.fault = { status: 200, body: { hello: 'world' } }
    expect(await failureOfAsking(api.whoAmI())).toMatchObject({ reason: 'protocol' })
  })

  it('can be retried when the host is down', async () => {
    await host.goDown()
    expect(await failureOfAsking(api.whoAmI())).toMatchObject({ reason: 'unavailable' })
  })
})

describe('git at GitLab', () => {
  it('authenticates with the token, and not without', async () => {
    await host.createRepository('acme/sub/terraform-aws-vpc', { commit: { files: { 'main.tf': '' }, tags: ['v1.0.0'] } })
    const access = accessOf(host.tokenConnection())
    const { tags } = await refsSeen(host, gitlabProvider, access, 'acme/sub/terraform-aws-vpc')
    expect(tags.map((tag) => tag.name)).toEqual(['v1.0.0'])
    const without = refsSeen(host, gitlabProvider, { ...access, secrets: {} }, 'acme/sub/terraform-aws-vpc')
    await expect(without).rejects.toThrow(/credential|authenti/i)
  })
})
