import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeBitbucketDataCenter } from '../../../../test/vcs/fakes/bitbucket-data-center.ts'
import { accessOf, apiOf, listed } from '../../../../test/vcs/host-access.ts'
import type { HostApi } from '../../host/host-api.ts'
import { bitbucketDataCenterProvider } from './provider.ts'

const NOW = 1_700_000_000_000
const HOOK = { url: 'https://registry.example.com/webhooks/vcs/1', secret: 'first' }

let host: FakeBitbucketDataCenter

beforeEach(async () => {
  host = await new FakeBitbucketDataCenter(async () => ({ status: 202 })).start()
})
afterEach(async () => {
  await host.close()
})

function api({ token = host.token, apiUrl = host.url } = {}): HostApi {
  const attributes = { ...host.tokenConnection(), 'api-url': apiUrl, 'oauth-token-string': token }
  return apiOf(bitbucketDataCenterProvider, accessOf(attributes))
}

describe('the API of Bitbucket Data Center', () => {
  it('reports the user of the token', async () => {
    expect(await api().whoAmI()).toEqual({ id: '501', login: 'ada' })
  })

  it('accepts the address of its REST API', async () => {
    for (const path of ['/', '/rest/api/1.0', '/rest/api/latest/', '/rest/api']) {
      expect(await api({ apiUrl: host.url + path }).whoAmI()).toMatchObject({ login: 'ada' })
    }
  })

  it('a project token, which has no user, has the name that the host gives it', async () => {
    Object.assign(host.user, { login: 'access-token-user/1 of TER' })
    expect(await api().whoAmI()).toEqual({ id: 'access-token-user/1 of TER', login: 'access-token-user/1 of TER' })
  })

  it('lists all repositories over several pages', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `TER/terraform-aws-m${String(index).padStart(3, '0')}`)
    for (const name of names) await host.createRepository(name)
    const { repositories, pages } = await listed(api())
    expect(repositories.map(({ identifier }) => identifier)).toEqual(names)
    expect(pages).toBe(2)
  })

  it('reports the attributes of a repository', async () => {
    const open = await host.createRepository('TER/terraform-aws-vpc', { private: false, archived: true })
    const own = await host.createRepository('~ada/terraform-aws-vpc')
    expect(await api().readRepository({ identifier: open.identifier })).toEqual({
      externalId: open.id,
      identifier: 'TER/terraform-aws-vpc',
      webUrl: `${host.url}/projects/TER/repos/terraform-aws-vpc`,
      defaultBranch: undefined,
      private: false,
      archived: true,
      admin: true,
    })
    expect(await api().readRepository({ identifier: own.identifier })).toMatchObject({
      identifier: '~ada/terraform-aws-vpc',
      webUrl: `${host.url}/users/ada/repos/terraform-aws-vpc`,
      private: true,
      archived: false,
    })
  })

  it('finds a renamed repository by its id, wherever it was', async () => {
    const repository = await host.createRepository('TER/terraform-aws-vpc')
    await host.renameRepository(repository, 'NET/terraform-aws-network')
    const usurper = await host.createRepository('TER/terraform-aws-vpc')
    for (const reference of [
      { externalId: repository.id },
      { externalId: repository.id, lastIdentifier: 'TER/terraform-aws-vpc' },
      { externalId: repository.id, lastIdentifier: 'TER/gone' },
      { externalId: repository.id, lastIdentifier: 'NET/terraform-aws-network' },
    ]) {
      expect(await api().readRepository(reference)).toMatchObject({ identifier: 'NET/terraform-aws-network', externalId: repository.id })
    }
    expect(await api().readRepository({ identifier: 'TER/terraform-aws-vpc' })).toMatchObject({ externalId: usurper.id })
    await expect(api().readRepository({ externalId: '1' })).rejects.toMatchObject({ reason: 'not_found' })
  })

  it('a repository at its old place needs no search', async () => {
    const { id, identifier } = await host.createRepository('TER/terraform-aws-vpc')
    await api().readRepository({ externalId: id, lastIdentifier: identifier })
    expect(host.requests.map(({ path }) => path)).not.toContain('/rest/api/latest/repos')
  })

  it('reports missing permission for webhooks, not an invalid token', async () => {
    const { identifier } = await host.createRepository('TER/terraform-aws-vpc', { admin: false })
    const repository = await api().readRepository({ identifier })
    expect(repository.admin).toBe(false)
    await expect(api().createWebhook(repository, HOOK)).rejects.toMatchObject({ reason: 'forbidden' })
  })

  it('creates one webhook per address, however often it is called', async () => {
    const { identifier } = await host.createRepository('TER/terraform-aws-vpc')
    const repository = await api().readRepository({ identifier })
    await api().createWebhook(repository, { ...HOOK, url: `${HOOK.url}0` })
    const id = await api().createWebhook(repository, HOOK)
    const [, hook] = host.hooks
    expect(hook).toMatchObject({ id, ...HOOK, active: true, settings: { events: ['repo:refs_changed'] } })
    if (hook !== undefined) host.disableHook(hook)
    expect(await api().readWebhook(repository, id)).toMatchObject({ active: false })
    expect(await api().createWebhook(repository, { ...HOOK, secret: 'second' })).toBe(id)
    expect(host.hooks).toHaveLength(2)
    expect(hook).toMatchObject({ secret: 'second', active: true })
  })

  it('reports the state of a webhook, and deletes it', async () => {
    const { identifier } = await host.createRepository('TER/terraform-aws-vpc')
    const repository = await api().readRepository({ identifier })
    const id = await api().createWebhook(repository, HOOK)
    expect(await api().readWebhook(repository, id)).toEqual({ id, url: HOOK.url, active: true, problem: undefined })
    host.outcomes.set(id, { outcome: 'SUCCESS', description: '202' })
    expect(await api().readWebhook(repository, id)).toMatchObject({ problem: undefined })
    host.outcomes.set(id, { outcome: 'ERROR', description: 'Connection refused' })
    expect(await api().readWebhook(repository, id)).toMatchObject({ problem: 'the last delivery failed: Connection refused' })
    await api().deleteWebhook(repository, id)
    await api().deleteWebhook(repository, id)
    expect(host.hooks).toEqual([])
    expect(await api().readWebhook(repository, id)).toBeUndefined()
  })

  it('a wrong token and a missing one are reported as such', async () => {
    await expect(api({ token: 'wrong' }).whoAmI()).rejects.toMatchObject({ reason: 'authentication' })
    await expect(api({ token: 'wrong' }).listRepositories()).rejects.toMatchObject({
      reason: 'authentication',
      message: expect.stringContaining('Authentication failed. Please check your credentials'),
    })
    host.fault = { status: 200, body: {} }
    await expect(api().whoAmI()).rejects.toMatchObject({ reason: 'authentication' })
  })

  it('a missing repository, and a name that leads elsewhere', async () => {
    await expect(api().readRepository({ identifier: 'TER/none' })).rejects.toMatchObject({ reason: 'not_found' })
    const before = host.requests.length
    await expect(api().readRepository({ identifier: 'TER/..' })).rejects.toMatchObject({ reason: 'invalid' })
    expect(host.requests).toHaveLength(before)
  })

  it('retries when the host says so', async () => {
    host.fault = { status: 429, headers: { 'retry-after': '30' }, body: { errors: [{ message: 'Rate limited' }] } }
    await expect(api().listRepositories()).rejects.toMatchObject({ reason: 'rate_limited', retryAt: NOW + 30_000 })
    host.fault = { status: 503, body: '<html>starting</html>' }
    await expect(api().listRepositories()).rejects.toMatchObject({ reason: 'unavailable' })
  })

  it.each([
    ['a page for people', '<!doctype html>'],
    ['another shape', { values: [{ id: 'x' }], isLastPage: true }],
    ['no pages', []],
  ])('another kind of host is detected: %s', async (_name, body) => {
    host.fault = { status: 200, body }
    await expect(api().listRepositories()).rejects.toMatchObject({ reason: 'protocol' })
  })

  it('stops at a loop of redirects', async () => {
    host.fault = { status: 200, body: { values: [], isLastPage: false, nextPageStart: 0 } }
    await expect(api().readRepository({ externalId: '1' })).rejects.toMatchObject({ reason: 'not_found' })
  })
})
