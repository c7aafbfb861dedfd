import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeGitWorkspace } from '../../../../test/support/git-workspace.ts'
import { FakeGithub } from '../../../../test/vcs/fakes/github.ts'
import { createHttpClient } from '../../../platform/http-client/index.ts'
import { createAddressPolicy } from '../../../platform/network/index.ts'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import type { HostApi, HostRepository } from '../../host/host-api.ts'
import { githubProvider } from './provider.ts'

const NOW = 1_800_000_000_000
const addresses = createAddressPolicy({ allowPrivate: true })
const parts = { http: createHttpClient({ addresses, urlOverrides: [], pause: async () => undefined }), clock: { now: () => NOW } }
const HOOK = { url: 'https://terrace.example/webhooks/vcs/1', secret: 'first' }

let host: FakeGithub
let delivered: string[]

beforeEach(async () => {
  delivered = []
  host = await new FakeGithub(async (url) => {
    delivered.push(url)
    return { status: 202 }
  }).start()
})
afterEach(() => host.close())

function accessTo(token: string | undefined = host.token): ConnectionAccess {
  const { url } = host
  return {
    httpUrl: url,
    apiUrl: `${url}/api/v3`,
    key: undefined,
    secret: undefined,
    tenantId: undefined,
    tokenScheme: 'basic',
    secrets: { token },
  }
}

function api(token?: string): HostApi {
  const made = githubProvider.api?.(accessTo(token), parts)
  if (made === undefined) throw new Error('there is an API')
  return made
}

async function repository(identifier = 'acme/terraform-aws-vpc', options = {}): Promise<HostRepository> {
  await host.createRepository(identifier, options)
  return await api().readRepository({ identifier })
}

describe('the API of GitHub', () => {
  it('reports the user of the token, also at the API address derived from the web address', async () => {
    expect(await api().whoAmI()).toEqual({ id: '501', login: 'ada' })
    const short = githubProvider.api?.({ ...accessTo(), apiUrl: host.url }, parts)
    expect(await short?.whoAmI()).toEqual({ id: '501', login: 'ada' })
  })

  it('lists 120 repositories over several pages', async () => {
    const first = await host.createRepository('acme/terraform-aws-r0', { archived: true })
    for (let i = 1; i < 120; i++)
      host.repositories.push({ ...first, id: String(5000 + i), identifier: `acme/terraform-aws-r${i}`, archived: false })
    const one = await api().listRepositories()
    const two = await api().listRepositories(one.next)
    expect([one.items.length, two.items.length, two.next]).toEqual([100, 20, undefined])
    expect([...one.items, ...two.items].map((item) => item.identifier)).toEqual(host.repositories.map((each) => each.identifier))
    expect(one.items[0]).toEqual({
      externalId: first.id,
      identifier: 'acme/terraform-aws-r0',
      webUrl: `${host.url}/acme/terraform-aws-r0`,
      defaultBranch: 'main',
      private: true,
      archived: true,
      admin: true,
    })
  })

  it('finds a repository by name and by id, and by both after it was renamed', async () => {
    const made = await host.createRepository('acme/terraform-aws-vpc')
    await host.renameRepository(made, 'acme/terraform-aws-network')
    for (const reference of [
      { externalId: made.id },
      { identifier: 'acme/terraform-aws-vpc' },
      { identifier: 'acme/terraform-aws-network' },
    ]) {
      expect(await api().readRepository(reference)).toMatchObject({ externalId: made.id, identifier: 'acme/terraform-aws-network' })
    }
    await expect(api().readRepository({ identifier: 'acme/nothing' })).rejects.toMatchObject({ reason: 'not_found' })
  })

  it('reports administrators of a repository', async () => {
    expect((await repository('acme/mine')).admin).toBe(true)
    expect((await repository('acme/theirs', { admin: false })).admin).toBe(false)
  })

  it('creates one webhook per address, however often it is called', async () => {
    const found = await repository()
    const id = await api().createWebhook(found, HOOK)
    expect(delivered).toEqual([HOOK.url])
    expect(host.hooks).toMatchObject([
      { url: HOOK.url, secret: 'first', settings: { name: 'web', active: true, events: ['push', 'create', 'delete', 'repository'] } },
    ])
    for (const hook of host.hooks) host.disableHook(hook)
    expect(await api().readWebhook(found, id)).toMatchObject({ id, active: false })
    expect(await api().createWebhook(found, { ...HOOK, secret: 'second' })).toBe(id)
    expect(host.hooks).toMatchObject([{ secret: 'second', active: true }])
    expect(await api().readWebhook(found, id)).toEqual({ id, url: HOOK.url, active: true, problem: undefined })
  })

  it('succeeds when a concurrent call has created the webhook', async () => {
    const found = await repository()
    const id = await api().createWebhook(found, HOOK)
    const listed = host.hooks.splice(0)
    const racing = {
      ...parts,
      http: {
        request: (request: Parameters<typeof parts.http.request>[0]) => {
          if (request.method === 'POST') host.hooks.push(...listed.splice(0))
          return parts.http.request(request)
        },
      },
    }
    expect(await githubProvider.api?.(accessTo(), racing).createWebhook(found, { ...HOOK, secret: 'third' })).toBe(id)
    expect(host.hooks).toMatchObject([{ secret: 'third' }])
  })

  it('reports failing deliveries, and a deleted webhook', async () => {
    const found = await repository()
    const id = await api().createWebhook(found, HOOK)
    host.sent.push({ url: HOOK.url, headers: {}, body: '', status: 502 })
    expect((await api().readWebhook(found, id))?.problem).toBe('the last delivery failed (502: Invalid HTTP Response)')
    await api().deleteWebhook(found, id)
    await api().deleteWebhook(found, id)
    expect(await api().readWebhook(found, id)).toBeUndefined()
  })
})

describe('failures of GitHub', () => {
  it('have distinct errors: token, permission, rate limit, another host', async () => {
    const found = await repository()
    await expect(api('nonsense').whoAmI()).rejects.toMatchObject({
      reason: 'authentication',
      message: 'GitHub answered 401: Bad credentials',
    })
    host.mayNotSetUpWebhooks = true
    await expect(api().createWebhook(found, HOOK)).rejects.toMatchObject({
      reason: 'forbidden',
      message: expect.stringContaining('(required: repository_hooks=write)'),
    })
    const reset = String(NOW / 1000 + 600)
    host.fault = {
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
      body: { message: 'API rate limit exceeded' },
    }
    await expect(api().whoAmI()).rejects.toMatchObject({ reason: 'rate_limited', retryAt: NOW + 600_000 })
    host.fault = { status: 429, headers: { 'retry-after': '90' }, body: { message: 'secondary rate limit' } }
    await expect(api().whoAmI()).rejects.toMatchObject({ reason: 'rate_limited', retryAt: NOW + 90_000 })
    host.fault = { status: 200, body: '<html>hello</html>' }
    await expect(api().whoAmI()).rejects.toMatchObject({ reason: 'protocol' })
    host.fault = { status: 200, body: { login: 7 } }
    await expect(api().whoAmI()).rejects.toMatchObject({ reason: 'protocol' })
  })

  it('never send the token to a next page elsewhere', async () => {
    host.fault = { status: 200, headers: { link: '<https://evil.example/page>; rel="next"' }, body: [] }
    const { next } = await api().listRepositories()
    await expect(api().listRepositories(next)).rejects.toMatchObject({ reason: 'protocol' })
  })
})

it('git reads the repository at the address and with the credential of the provider', async () => {
  const { git: remote } = await host.createRepository('acme/terraform-aws-vpc')
  await remote.commit({ files: { 'main.tf': '' }, tags: ['v1.0.0'] })
  await using workspace = await makeGitWorkspace()
  const git = workspace.git({ allowFile: false })
  const [url = ''] = githubProvider.cloneUrls(host.url, 'acme/terraform-aws-vpc')
  const refs = await git.listRefs({ url, credential: githubProvider.gitCredential(accessTo(), url) })
  expect(refs.tags.map((tag) => tag.name)).toEqual(['v1.0.0'])
  await expect(git.listRefs({ url, credential: githubProvider.gitCredential(accessTo('wrong'), url) })).rejects.toMatchObject({
    reason: 'authentication',
  })
})
