import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeGitWorkspace } from '../../../../test/support/git-workspace.ts'
import { type FakeApp, FakeGithubApps } from '../../../../test/vcs/fakes/github-app.ts'
import { createHttpClient } from '../../../platform/http-client/index.ts'
import { createAddressPolicy } from '../../../platform/network/index.ts'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import { GithubAppApi } from './app-api.ts'
import { convertManifest, manifestOf, registrationUrl } from './app-manifest.ts'
import { githubAppProvider } from './app-provider.ts'

const NOW = 1_800_000_000_000
const HOUR = 3_600_000
const addresses = createAddressPolicy({ allowPrivate: true })
const clock = { time: NOW, now: () => clock.time }
const parts = { http: createHttpClient({ addresses, urlOverrides: [], pause: async () => undefined }), clock }
const MANIFEST = {
  organizationName: 'acme',
  publicUrl: 'https://terrace.example',
  webhookUrl: 'https://terrace.example/webhooks/github-app/1',
  redirectUrl: 'https://terrace.example/callback',
  setupUrl: 'https://terrace.example/installed',
}

let host: FakeGithubApps
let app: FakeApp

beforeEach(async () => {
  clock.time = NOW
  host = new FakeGithubApps(async () => ({ status: 202 }))
  host.now = () => NOW
  await host.start()
  host.register(registrationUrl(host.url, undefined, 's'), JSON.stringify(manifestOf(MANIFEST)))
  const [made] = host.apps
  if (made === undefined) throw new Error('no app was made')
  app = made
})
afterEach(() => host.close())

const at = () => ({ httpUrl: host.url, apiUrl: `${host.url}/api/v3` })
const appApi = (privateKey = app.privateKey) => new GithubAppApi({ ...at(), appId: String(app.id), privateKey }, parts)

async function accessTo(login: string): Promise<ConnectionAccess> {
  const installation = app.installations.find(({ account }) => account.login === login)
  const identity = { ...at(), key: String(app.id), secret: app.privateKey, tenantId: undefined, tokenScheme: 'basic' as const }
  const unopened: ConnectionAccess = { ...identity, secrets: { installationId: installation?.id } }
  const tokens = await githubAppProvider.mintToken?.(unopened, parts)
  return { ...identity, secrets: { ...unopened.secrets, token: tokens?.token } }
}

describe('registering a GitHub App', () => {
  it('goes to the account that will own it, with a name within the limit', () => {
    expect(registrationUrl('https://github.com/', undefined, 'a b')).toBe('https://github.com/settings/apps/new?state=a%20b')
    expect(registrationUrl('https://github.com', 'octo', 's')).toBe('https://github.com/organizations/octo/settings/apps/new?state=s')
    expect(String(manifestOf({ ...MANIFEST, organizationName: 'x'.repeat(40) })['name'])).toHaveLength(34)
  })

  it('exchanges a code for the keys, once', async () => {
    const back = host.register(registrationUrl(host.url, 'octo', 's'), JSON.stringify(manifestOf({ ...MANIFEST, organizationName: 'b' })))
    const code = new URL(back).searchParams.get('code') ?? ''
    const made = host.apps.at(-1)
    expect(await convertManifest(at(), code, parts)).toMatchObject({ id: made?.id, slug: 'terrace-b', pem: made?.privateKey })
    await expect(convertManifest(at(), code, parts)).rejects.toMatchObject({ reason: 'not_found' })
  })
})

describe('the signature of a GitHub App', () => {
  it('is accepted, even by a clock slightly behind', async () => {
    expect(await appApi().whoAmI()).toEqual({ id: String(app.id), login: 'terrace-acme[bot]' })
    clock.time = NOW + 50_000
    expect((await appApi().whoAmI()).login).toBe('terrace-acme[bot]')
  })

  it('of another key, or of another time, is refused', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    await expect(appApi(other).whoAmI()).rejects.toMatchObject({ reason: 'authentication' })
    clock.time = NOW + HOUR
    await expect(appApi().whoAmI()).rejects.toMatchObject({ reason: 'authentication' })
  })
})

describe('an installation', () => {
  it('is found on whichever page', async () => {
    for (let i = 0; i < 120; i++) await host.install(app, `org-${i}`)
    const found = await appApi().installations()
    expect(found).toHaveLength(120)
    expect(found[119]).toEqual({
      installationId: app.installations[119]?.id,
      accountId: app.installations[119]?.account.id,
      name: 'org-119',
      accountType: 'Organization',
      htmlUrl: expect.stringContaining('/organizations/org-119/settings/installations/'),
      iconUrl: expect.stringContaining('/avatars/'),
      suspended: false,
    })
  })

  it('authenticates with a token for an hour', async () => {
    await host.install(app, 'octo')
    const tokens = await appApi().accessToken(app.installations[0]?.id ?? 0)
    expect(tokens).toEqual({ token: expect.stringMatching(/^ghs_[\w.]{450,}$/), refreshToken: undefined, expiresAt: NOW + HOUR })
  })

  it('that is deleted or suspended gives a permission error, not a retry', async () => {
    await host.install(app, 'octo')
    const [there] = app.installations
    if (there === undefined) throw new Error('it is installed')
    await host.suspend(app, there)
    await expect(appApi().accessToken(there.id)).rejects.toMatchObject({
      reason: 'authentication',
      message: expect.stringContaining('suspended'),
    })
    await host.uninstall(app, there)
    await expect(appApi().accessToken(there.id)).rejects.toMatchObject({ reason: 'authentication' })
    host.fault = { status: 502, body: {} }
    await expect(appApi().accessToken(there.id)).rejects.toMatchObject({ reason: 'unavailable' })
  })

  it('lists and reads its selected repositories, and no others', async () => {
    const first = await host.createRepository('octo/terraform-aws-r0', { admin: false })
    for (let i = 1; i < 120; i++) host.repositories.push({ ...first, id: String(5000 + i), identifier: `octo/terraform-aws-r${i}` })
    const other = await host.createRepository('else/terraform-aws-vpc')
    await host.install(app, 'octo')
    const api = githubAppProvider.api?.(await accessTo('octo'), parts)
    const one = await api?.listRepositories()
    const two = await api?.listRepositories(one?.next)
    expect([one?.items.length, two?.items.length, two?.next]).toEqual([100, 20, undefined])
    expect(one?.items[0]).toMatchObject({ identifier: 'octo/terraform-aws-r0', admin: true })
    expect(await api?.readRepository({ externalId: first.id })).toMatchObject({ identifier: 'octo/terraform-aws-r0', admin: true })
    await expect(api?.readRepository({ externalId: other.id })).rejects.toMatchObject({ reason: 'not_found' })
    expect((await api?.whoAmI())?.login).toBe('terrace-acme[bot]')
  })

  it('authenticates git', async () => {
    const { git: remote } = await host.createRepository('octo/terraform-aws-vpc')
    await remote.commit({ files: { 'main.tf': '' }, tags: ['v1.0.0'] })
    await host.install(app, 'octo')
    await using workspace = await makeGitWorkspace()
    const git = workspace.git({ allowFile: false })
    const [url = ''] = githubAppProvider.cloneUrls(host.url, 'octo/terraform-aws-vpc')
    const refs = await git.listRefs({ url, credential: githubAppProvider.gitCredential(await accessTo('octo'), url) })
    expect(refs.tags.map((tag) => tag.name)).toEqual(['v1.0.0'])
  })
})

it('the webhook of the app is updated only when its address differs', async () => {
  const wanted = { url: MANIFEST.webhookUrl, secret: 'new' }
  await appApi().ensureWebhook(wanted)
  expect(app.webhookSecret).not.toBe('new')
  app.hookUrl = 'https://elsewhere.example'
  await appApi().ensureWebhook(wanted)
  expect([app.hookUrl, app.webhookSecret]).toEqual([MANIFEST.webhookUrl, 'new'])
})
