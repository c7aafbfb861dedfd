import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeBitbucketCloud } from '../../../../test/vcs/fakes/bitbucket-cloud.ts'
import { accessOf, apiOf, failureOfAsking, listed, refsSeen } from '../../../../test/vcs/host-access.ts'
import type { HostApi, HostRepository } from '../../host/host-api.ts'
import { bitbucketCloudProvider } from './provider.ts'

const WANTED = { url: 'https://registry.example.com/webhooks/1', secret: 'a'.repeat(64) }

let host: FakeBitbucketCloud
let api: HostApi

beforeEach(async () => {
  host = await new FakeBitbucketCloud(async () => ({ status: 202 })).start()
  api = apiOf(bitbucketCloudProvider, accessOf(host.tokenConnection()))
})
afterEach(async () => {
  await host.close()
})

async function vpc(): Promise<HostRepository> {
  const { id } = await host.createRepository('acme/terraform-aws-vpc')
  return await api.readRepository({ externalId: id })
}

describe('the API of Bitbucket Cloud', () => {
  it('reports the user of the token, with and without the version in the address', async () => {
    expect(await api.whoAmI()).toEqual({ id: '{501}', login: 'ada' })
    const versioned = apiOf(bitbucketCloudProvider, accessOf({ ...host.tokenConnection(), 'api-url': `${host.url}/2.0/` }))
    expect(await versioned.whoAmI()).toMatchObject({ login: 'ada' })
  })

  it('derives the API address from that of the web pages', async () => {
    const asked: string[] = []
    const http = {
      request: async ({ url }: { url: string }) => {
        asked.push(url)
        return { status: 200, headers: {}, body: Buffer.from('{"uuid":"{1}"}'), url }
      },
    }
    const access = accessOf({ ...host.tokenConnection(), 'api-url': 'https://bitbucket.org' })
    await bitbucketCloudProvider.api?.(access, { http, clock: { now: () => 0 } }).whoAmI()
    expect(asked).toEqual(['https://api.bitbucket.org/2.0/user'])
  })

  it('lists the repositories of all workspaces, page by page, each with whether webhooks may be set up', async () => {
    for (let number = 1; number <= 110; number++) await host.createRepository(`acme/terraform-aws-m${number}`, { admin: number !== 7 })
    for (let number = 1; number <= 10; number++) await host.createRepository(`other/terraform-aws-m${number}`, { admin: number === 5 })
    const { repositories, pages } = await listed(api)
    expect(pages).toBe(3)
    expect(new Set(repositories.map((each) => each.identifier)).size).toBe(120)
    expect(repositories.filter((each) => each.admin === undefined)).toEqual([])
    const administrated = repositories.filter((each) => each.admin === true).map((each) => each.identifier)
    expect(administrated).toHaveLength(110)
    expect(administrated).not.toContain('acme/terraform-aws-m7')
    expect(administrated).toContain('other/terraform-aws-m5')
    expect(repositories[0]).toEqual({
      externalId: expect.stringMatching(/^\{[0-9a-f-]{36}\}$/),
      identifier: 'acme/terraform-aws-m110',
      webUrl: `${host.url}/acme/terraform-aws-m110`,
      defaultBranch: 'main',
      private: true,
      archived: false,
      admin: true,
    })
  })

  it('uses no endpoint that was removed in 2026', async () => {
    await vpc()
    await listed(api)
    expect(host.requests.map(({ path }) => path)).not.toContain('/2.0/repositories')
    const removed = await fetch(`${host.url}/2.0/repositories?role=admin`, {
      headers: { authorization: `Basic ${Buffer.from(`${host.email}:${host.token}`).toString('base64')}` },
    })
    expect(removed.status).toBe(410)
  })

  it('starts and continues lists only at the host', async () => {
    expect(await api.listRepositories()).toEqual({ items: [], next: undefined })
    expect(await failureOfAsking(api.listRepositories('not a cursor'))).toMatchObject({ reason: 'invalid' })
    const elsewhere = Buffer.from('{"workspaces":["acme"],"next":"https://evil.example.com/2.0/repositories/acme"}').toString('base64url')
    expect(await failureOfAsking(api.listRepositories(elsewhere))).toMatchObject({ reason: 'protocol' })
  })

  it('finds a repository by name, and by id after it moved to another workspace', async () => {
    const repository = await host.createRepository('acme/terraform-aws-vpc', { private: false })
    expect(await api.readRepository({ identifier: 'acme/terraform-aws-vpc' })).toMatchObject({ externalId: repository.id, private: false })
    await host.renameRepository(repository, 'platform/terraform-aws-network')
    const moved = await api.readRepository({ externalId: repository.id })
    expect(moved).toMatchObject({ externalId: repository.id, identifier: 'platform/terraform-aws-network', admin: true })
    expect(await failureOfAsking(api.readRepository({ identifier: 'acme/terraform-aws-vpc' }))).toMatchObject({ reason: 'not_found' })
  })

  it('reports whether webhooks may be created', async () => {
    const { id } = await host.createRepository('acme/terraform-aws-vpc', { admin: false })
    expect(await api.readRepository({ externalId: id })).toMatchObject({ admin: false })
  })

  it('creates a webhook once, with a secret', async () => {
    const repository = await vpc()
    const hook = await api.createWebhook(repository, WANTED)
    expect(await api.createWebhook(repository, { ...WANTED, secret: 'b'.repeat(64) })).toBe(hook)
    expect(host.hooks).toMatchObject([{ secret: 'b'.repeat(64), settings: { events: ['repo:push'] } }])
    expect(await api.readWebhook(repository, hook)).toEqual({ id: hook, url: WANTED.url, active: true, problem: undefined })
  })

  it('reports that a webhook was disabled or lacks push events, and repairs it', async () => {
    const repository = await vpc()
    const hook = await api.createWebhook(repository, WANTED)
    for (const each of host.hooks) host.disableHook(each)
    expect(await api.readWebhook(repository, hook)).toMatchObject({ active: false, problem: expect.stringContaining('disabled') })
    for (const each of host.hooks) Object.assign(each, { active: true, settings: { events: ['repo:fork'] } })
    expect(await api.readWebhook(repository, hook)).toMatchObject({ active: true, problem: expect.stringContaining('Repository push') })
    expect(await api.createWebhook(repository, WANTED)).toBe(hook)
    expect(await api.readWebhook(repository, hook)).toMatchObject({ active: true, problem: undefined })
  })

  it('deletes a webhook, even when it is already gone', async () => {
    const repository = await vpc()
    const hook = await api.createWebhook(repository, WANTED)
    await api.deleteWebhook(repository, hook)
    expect(host.hooks).toEqual([])
    expect(await api.readWebhook(repository, hook)).toBeUndefined()
    await api.deleteWebhook(repository, hook)
  })
})

describe('an access token of a Bitbucket workspace', () => {
  it('creates webhooks without a user', async () => {
    const { id } = await host.createRepository('acme/terraform-aws-vpc')
    const { id: foreignId } = await host.createRepository('acme/terraform-aws-other', { admin: false })
    const access = accessOf(host.accessTokenConnection())
    const withToken = apiOf(bitbucketCloudProvider, access)
    const repository = await withToken.readRepository({ externalId: id })
    expect(repository.admin).toBe(true)
    expect(await withToken.readRepository({ externalId: foreignId })).toMatchObject({ admin: false })
    await withToken.createWebhook(repository, WANTED)
    expect(host.hooks).toHaveLength(1)
    for (const asked of [withToken.whoAmI(), withToken.listRepositories()])
      expect(await failureOfAsking(asked)).toMatchObject({ reason: 'forbidden', message: expect.stringContaining('belongs to no user') })
  })

  it('that is not valid is detected when a repository is read', async () => {
    const { id } = await host.createRepository('acme/terraform-aws-vpc')
    const access = accessOf({ ...host.accessTokenConnection(), 'oauth-token-string': 'wrong' })
    const asked = apiOf(bitbucketCloudProvider, access).readRepository({ externalId: id })
    expect(await failureOfAsking(asked)).toMatchObject({ reason: 'authentication' })
  })
})

describe('a refusal of Bitbucket', () => {
  it('is an invalid token when that, or the email address, is wrong', async () => {
    for (const wrong of [{ 'oauth-token-string': 'wrong' }, { key: 'eve@example.com' }]) {
      const asked = apiOf(bitbucketCloudProvider, accessOf({ ...host.tokenConnection(), ...wrong }))
      const message = 'Bitbucket answered 401: Token is invalid, expired, or not supported for this endpoint.'
      expect(await failureOfAsking(asked.whoAmI())).toMatchObject({ reason: 'authentication', message })
    }
  })

  it('is missing permission when the user is not an administrator', async () => {
    const repository = await vpc()
    for (const each of host.repositories) each.admin = false
    expect(await failureOfAsking(api.createWebhook(repository, WANTED))).toMatchObject({
      reason: 'forbidden',
      message: expect.stringContaining('privilege'),
    })
  })

  it('has the delay before a retry after too many requests', async () => {
    host.fault = { status: 429, headers: { 'retry-after': '60' }, body: { type: 'error', error: { message: 'Rate limit exceeded' } } }
    expect(await failureOfAsking(api.whoAmI())).toMatchObject({ reason: 'rate_limited', retryAt: 1_700_000_060_000 })
  })

  it('is another kind of host when it does not answer like Bitbucket', async () => {
    host.fault = { status: 200, body: '<html>Welcome</html>' }
    expect(await failureOfAsking(api.listRepositories())).toMatchObject({ reason: 'protocol' })
    host.fault = { status: 200, body: { hello: 'world' } }
    expect(await failureOfAsking(api.whoAmI())).toMatchObject({ reason: 'protocol' })
  })
})

describe('git at Bitbucket', () => {
  it('authenticates with an API token or an access token, and not without', async () => {
    await host.createRepository('acme/terraform-aws-vpc', { commit: { files: { 'main.tf': '' }, tags: ['v1.0.0'] } })
    for (const connection of [host.tokenConnection(), host.accessTokenConnection()]) {
      const { tags } = await refsSeen(host, bitbucketCloudProvider, accessOf(connection), 'acme/terraform-aws-vpc')
      expect(tags.map((tag) => tag.name)).toEqual(['v1.0.0'])
    }
    const without = accessOf({ ...host.tokenConnection(), 'oauth-token-string': undefined })
    await expect(refsSeen(host, bitbucketCloudProvider, without, 'acme/terraform-aws-vpc')).rejects.toThrow(/credential|authenti/i)
  })
})
