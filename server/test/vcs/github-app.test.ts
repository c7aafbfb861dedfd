// GitHub Apps, from the page that creates one to the version that a push publishes.
import { afterEach, expect, it } from 'vitest'
import { newId } from '../../src/kernel/index.ts'
import { type Api, type Caller, describeApi, PUBLIC_URL, SMALL_MODULE } from '../support/api.ts'
import { siteAdmin } from '../support/site-admin.ts'
import { type GithubScene, githubScene, installed, manifestForm, publish, setUpApp, versionsOf } from './github-app.fixture.ts'

const HOUR = 3_600_000
const IDENTIFIER = 'octo/terraform-null-label'

describeApi('a GitHub App', (start) => {
  const scenes: GithubScene[] = []
  afterEach(async () => {
    for (const { host } of scenes.splice(0)) await host.close()
  })
  const scene = async () => {
    const made = await githubScene(start)
    scenes.push(made)
    return made
  }
  const published = async () => {
    const made = await scene()
    const { app } = await setUpApp(made)
    const repository = await made.host.createRepository(IDENTIFIER, { admin: false })
    await made.host.push(repository, { files: SMALL_MODULE, tags: ['v1.0.0'] })
    const installation = await installed(made, app)
    const answer = await publish(made.owner, 'acme', { identifier: IDENTIFIER, 'github-app-installation-id': installation })
    await made.api.runJobs()
    return { ...made, app, repository, installation, answer }
  }

  it('is created from a form that requests only read access and push events', async () => {
    const made = await scene()
    const question = await made.browser.open('/app/organizations/acme/github-app/new')
    expect(question.text).toContain('<form method="get" action="/app/organizations/acme/github-app/new">')
    const { page, action, manifest } = await manifestForm(made)
    expect(String(page.headers['content-security-policy'])).toContain(`form-action 'self' ${made.host.url}`)
    expect(action).toMatch(new RegExp(`^${made.host.url}/organizations/octo/settings/apps/new\\?state=[\\w-]{43}$`))
    expect(JSON.parse(manifest)).toMatchObject({
      name: 'Terrace acme',
      public: false,
      default_permissions: { metadata: 'read', contents: 'read' },
      default_events: ['push', 'create', 'delete', 'repository'],
      hook_attributes: { url: expect.stringMatching(`^${PUBLIC_URL}/webhooks/github-app/[0-9a-f-]{36}$`), active: true },
    })
    const { page: created } = await setUpApp(made)
    expect([created.status, created.text]).toEqual([200, expect.stringContaining(`${made.host.url}/apps/terrace-acme/installations/new`)])
    const [app] = (await made.owner.get('/api/v2/organizations/acme/github-apps')).list
    expect(app?.attributes).toMatchObject({ name: 'Terrace acme', slug: 'terrace-acme', 'app-id': made.host.apps.at(-1)?.id })
    expect(JSON.stringify(await made.api.database.selectFrom('github_apps').selectAll().execute())).not.toContain(
      made.host.apps[0]?.webhookSecret,
    )
    expect(JSON.stringify(await made.api.database.selectFrom('oauth_clients').selectAll().execute())).not.toContain('PRIVATE KEY')
  })

  it('is not created with a script link or an invalid id', async () => {
    const made = await scene()
    const { action, manifest } = await manifestForm(made)
    for (const odd of [{ html_url: 'javascript:alert(1)//' }, { id: 1e300 }]) {
      const back = new URL(made.host.register(action, manifest))
      const { slug, name, clientId, clientSecret, webhookSecret, privateKey, id } = made.host.apps[0] ?? { slug: '' }
      const body = { id, slug, name, client_id: clientId, client_secret: clientSecret, webhook_secret: webhookSecret, pem: privateKey }
      made.host.fault = { status: 201, body: { ...body, html_url: `${made.host.url}/apps/${slug}`, ...odd } }
      const page = await made.browser.open(back.pathname + back.search)
      expect([page.status, page.text.includes('javascript:')]).toEqual([422, false])
    }
    expect((await made.owner.get('/api/v2/organizations/acme/github-apps')).list).toEqual([])
  })

  it('is created only by the user who started, once, with the same state', async () => {
    const made = await scene()
    const { action, manifest } = await manifestForm(made)
    const back = new URL(made.host.register(action, manifest))
    const callback = back.pathname + back.search
    const wrongState = `${back.pathname}?code=${back.searchParams.get('code')}&state=guessed`
    expect((await made.browser.open(wrongState)).status).toBe(422)
    expect((await made.browser.open(callback)).status).toBe(200)
    expect((await made.browser.open(callback)).status).toBe(422)
    const late = await manifestForm(made)
    const lateBack = new URL(made.host.register(late.action, late.manifest))
    made.clock.advance(HOUR + 1)
    expect((await made.browser.open(lateBack.pathname + lateBack.search)).status).toBe(422)
    expect((await made.owner.get('/api/v2/organizations/acme/github-apps')).list).toHaveLength(1)
  })

  it('shows its installations to users who come back from installing it', async () => {
    const made = await scene()
    const { app } = await setUpApp(made)
    const setupUrl = new URL(await made.host.install(app, 'octo'))
    const page = await made.browser.open(setupUrl.pathname + setupUrl.search)
    expect(page.text).toMatch(/octo <code>ghain-\w{16}<\/code>/)
  })

  it('publishes a repository of its installation, without a webhook there, and imports what is pushed', async () => {
    const { api, host, owner, repository, installation, answer } = await published()
    expect([answer.status, answer.data.attributes['vcs-repo']]).toEqual([
      201,
      expect.objectContaining({
        identifier: IDENTIFIER,
        'github-app-installation-id': installation,
        'oauth-token-id': null,
        'service-provider': 'github_app',
        'repository-http-url': `${host.url}/${IDENTIFIER}`,
      }),
    ])
    expect(await versionsOf(owner)).toEqual(['1.0.0'])
    await host.push(repository, { tags: ['v1.1.0'] })
    expect(host.sent.at(-1)).toMatchObject({ status: 202, url: expect.stringContaining('/webhooks/github-app/') })
    await api.runJobs()
    expect(await versionsOf(owner)).toEqual(['1.0.0', '1.1.0'])
    expect(host.hooks).toEqual([])
    expect(await api.database.selectFrom('vcs_webhooks').select(['state', 'remote_id']).execute()).toEqual([
      { state: 'active', remote_id: null },
    ])
  })

  it('is not among the connections that users manage', async () => {
    const { api, owner } = await published()
    const [client] = await api.database.selectFrom('oauth_clients').select('id').execute()
    const [token] = await api.database.selectFrom('oauth_tokens').select('id').execute()
    for (const list of ['oauth-clients', 'oauth-tokens']) expect((await owner.get(`/api/v2/organizations/acme/${list}`)).list).toEqual([])
    for (const path of [`oauth-clients/${client?.id}`, `oauth-clients/${client?.id}/oauth-tokens`, `oauth-tokens/${token?.id}`]) {
      expect([path, (await owner.get(`/api/v2/${path}`)).status]).toEqual([path, 404])
    }
    expect((await owner.delete(`/api/v2/oauth-clients/${client?.id}`)).status).toBe(404)
    const attributes = { 'service-provider': 'github_app', 'http-url': 'https://github.com', 'oauth-token-string': 'x' }
    expect((await owner.post('/api/v2/organizations/acme/oauth-clients', 'oauth-clients', attributes)).status).toBe(422)
  })

  it('accepts deliveries with its own signature only, and leaves no trace of others', async () => {
    const { api, host, app, repository } = await published()
    const payload = { ref: 'refs/tags/v9.0.0', repository: { id: Number(repository.id), full_name: IDENTIFIER } }
    const before = await api.database.selectFrom('vcs_deliveries').selectAll().execute()
    await host.send(app.hookUrl, host.signed('forged', 'push', payload))
    expect(host.sent.at(-1)?.status).toBe(401)
    await host.send(app.hookUrl.replace(/[^/]+$/, 'nobody'), host.signed(app.webhookSecret, 'push', payload))
    expect(host.sent.at(-1)?.status).toBe(404)
    for (const [event, about] of [
      ['ping', {}],
      ['star', payload],
      ['push', { repository: { id: 1, full_name: 'octo/other' } }],
    ] as const) {
      await host.tellApp(app, event, about)
    }
    expect(host.sent.slice(-3).map(({ status }) => status)).toEqual([200, 200, 200])
    await host.send(app.hookUrl, { ...host.signed(app.webhookSecret, 'push', {}), body: '{' })
    expect(host.sent.at(-1)?.status).toBe(401)
    const after = await api.database.selectFrom('vcs_deliveries').selectAll().execute()
    expect(after.filter(({ outcome }) => outcome !== 'ignored')).toEqual(before.filter(({ outcome }) => outcome !== 'ignored'))
  })

  it('reads with a new token every hour', async () => {
    const { api, clock, host, owner, repository } = await published()
    const minted = () => host.requests.filter(({ path }) => path.endsWith('/access_tokens')).length
    expect(minted()).toBe(1)
    clock.advance(2 * HOUR)
    await host.push(repository, { tags: ['v1.1.0'] })
    await api.runJobs()
    expect([minted(), await versionsOf(owner)]).toEqual([2, ['1.0.0', '1.1.0']])
  })

  it('that is uninstalled keeps its modules, and resumes when it is installed again', async () => {
    const { api, host, owner, app, repository, installation } = await published()
    const [there] = app.installations
    if (there === undefined) throw new Error('it is installed')
    await host.uninstall(app, there)
    await api.runJobs()
    expect((await owner.get('/api/v2/github-app/installations')).list).toEqual([])
    expect((await owner.get(`/api/v2/github-app/installation/${installation}`)).status).toBe(404)
    expect(await api.database.selectFrom('oauth_tokens').select(['state', 'state_detail']).execute()).toEqual([
      { state: 'needs_reauthorization', state_detail: expect.stringContaining('no longer installed for octo') },
    ])
    expect(await versionsOf(owner)).toEqual(['1.0.0'])
    await host.push(repository, { tags: ['v1.1.0'] })
    expect(await installed({ api, host, owner }, app)).toBe(installation)
    await host.tell({ repository, ref: 'refs/tags/v1.1.0', before: '0', after: '1' })
    await api.runJobs()
    expect(await versionsOf(owner)).toEqual(['1.0.0', '1.1.0'])
  })

  it('that is suspended is detected, and works again afterwards', async () => {
    const { api, host, owner, app, repository } = await published()
    const [there] = app.installations
    if (there === undefined) throw new Error('it is installed')
    await host.suspend(app, there)
    await api.runJobs()
    const state = async () => (await api.database.selectFrom('oauth_tokens').select(['state', 'state_detail']).execute())[0]
    expect(await state()).toEqual({ state: 'needs_reauthorization', state_detail: 'the installation of the GitHub App is suspended' })
    await host.suspend(app, there, false)
    await api.runJobs()
    expect(await state()).toEqual({ state: 'active', state_detail: null })
    await host.push(repository, { tags: ['v1.1.0'] })
    await api.runJobs()
    expect(await versionsOf(owner)).toEqual(['1.0.0', '1.1.0'])
  })

  it('reads its selected repositories, and says that others cannot be read', async () => {
    const made = await scene()
    const { app } = await setUpApp(made)
    await made.host.createRepository('someone/terraform-null-else')
    const installation = await installed(made, app)
    const answer = await publish(made.owner, 'acme', {
      identifier: 'octo/terraform-null-missing',
      'github-app-installation-id': installation,
    })
    expect([answer.status, answer.errors[0]?.source?.pointer]).toEqual([422, '/data/attributes/vcs-repo/identifier'])
  })

  it('repairs its webhook when the address differs', async () => {
    const { api, clock, host, app } = await published()
    const { hookUrl } = app
    app.hookUrl = 'https://elsewhere.example/hook'
    await api.app.modules.githubApps.installationsOf(await theApp(api))
    expect(app.hookUrl).toBe(hookUrl)
    expect(clock.now()).toBeGreaterThan(0)
    expect(host.apps).toHaveLength(1)
  })

  it('lists the repositories of an installation for whoever may publish, with what speaks against each', async () => {
    const { api, host, owner, installation } = await published()
    await host.createRepository('octo/terraform-aws-vpc', { commit: { files: SMALL_MODULE, tags: ['v2.0.0'] } })
    const path = `/api/v2/github-app/installation/${installation}/module-candidates`
    expect((await owner.get(path)).json['meta']).toMatchObject({ listing: { refreshing: true } })
    await api.runJobs()
    const { list } = await owner.get(path)
    const shown = list.map(({ attributes }) => [attributes['identifier'], attributes['ready'], attributes['latest-version']].join(' '))
    expect(shown.toSorted()).toEqual(['octo/terraform-aws-vpc true 2.0.0', `${IDENTIFIER} false 1.0.0`].toSorted())
    expect((await (await api.founder('strangers')).get(path)).status).toBe(404)
    expect((await (await api.member(owner, 'acme', 'rea')).get(path)).status).toBe(404)
  })

  it('is used by who connected it in every organization whose connections they manage', async () => {
    const { api, host, owner, repository, installation } = await published()
    await owner.post('/api/v2/organizations', 'organizations', { name: 'second', email: 'x@example.com' })
    const query = new URLSearchParams({ identifier: IDENTIFIER, githubAppInstallationId: installation })
    const check = await owner.get(`/api/v2/organizations/second/vcs/repo?${query}`)
    expect([check.status, check.data.attributes['exists']]).toEqual([200, true])
    const answer = await publish(owner, 'second', { identifier: IDENTIFIER, 'github-app-installation-id': installation })
    expect([answer.status, answer.data.attributes['vcs-repo']]).toEqual([
      201,
      expect.objectContaining({ 'github-app-installation-id': installation, 'oauth-token-id': null }),
    ])
    await api.runJobs()
    await host.push(repository, { tags: ['v2.0.0'] })
    await api.runJobs()
    expect([await versionsOf(owner, 'acme'), await versionsOf(owner, 'second')]).toEqual([
      ['1.0.0', '2.0.0'],
      ['1.0.0', '2.0.0'],
    ])
    const module = '/api/v2/organizations/acme/registry-modules/private/acme/label'
    expect((await owner.delete(module)).status).toBe(204)
    expect((await owner.delete('/api/v2/organizations/second')).status).toBe(204)
    expect(await api.database.selectFrom('vcs_repositories').select('id').execute()).toEqual([])
  })

  it('is used beyond its organization by nobody else but site administrators', async () => {
    const { api, owner, installation } = await published()
    const vcsRepo = { identifier: IDENTIFIER, 'github-app-installation-id': installation }
    const refused = [422, '/data/attributes/vcs-repo/github-app-installation-id']
    const attempt = async (caller: Caller, organization: string) => {
      const { status, errors } = await publish(caller, organization, vcsRepo)
      return [status, errors?.[0]?.source?.pointer]
    }
    // Somebody who may publish from it at home, and manages connections elsewhere.
    const other = await api.founder('other')
    await api.member(owner, 'acme', 'pat', { 'manage-modules': true, 'manage-vcs-settings': true })
    const robot = (await owner.call('POST', '/api/v2/organizations/acme/authentication-token')).data.attributes['token']
    expect(await attempt(other, 'other')).toEqual(refused)
    expect(await attempt(api.withToken(String(robot)), 'other')).toEqual([404, undefined])
    // Who connected it, where they manage modules alone.
    const team = await joined(api, other, owner)
    const grant = (access: Record<string, boolean>) => other.patch(`/api/v2/teams/${team}`, 'teams', { 'organization-access': access })
    await grant({ 'manage-modules': true })
    expect(await attempt(owner, 'other')).toEqual(refused)
    await grant({ 'manage-modules': true, 'manage-vcs-settings': true })
    expect((await attempt(owner, 'other'))[0]).toBe(201)

    const admin = await siteAdmin(api)
    await admin.post('/api/v2/organizations', 'organizations', { name: 'third', email: 'x@example.com' })
    expect((await admin.get(`/api/v2/github-app/installation/${installation}`)).data.id).toBe(installation)
    expect((await admin.get('/api/v2/github-app/installations')).list.map(({ id }) => id)).toEqual([installation])
    expect((await attempt(admin, 'third'))[0]).toBe(201)
    expect((await attempt(admin, 'acme'))[0]).toBe(404)
  })

  it('that nobody is known to have connected stays in its organization, but for site administrators', async () => {
    const { api, owner, installation } = await published()
    await api.database.updateTable('github_apps').set({ connected_by: null }).execute()
    await owner.post('/api/v2/organizations', 'organizations', { name: 'second', email: 'x@example.com' })
    const vcsRepo = { identifier: IDENTIFIER, 'github-app-installation-id': installation }
    const refused = await publish(owner, 'second', vcsRepo)
    expect([refused.status, refused.errors[0]?.source?.pointer]).toEqual([422, '/data/attributes/vcs-repo/github-app-installation-id'])
    const admin = await siteAdmin(api)
    await admin.post('/api/v2/organizations', 'organizations', { name: 'third', email: 'x@example.com' })
    expect((await publish(admin, 'third', vcsRepo)).status).toBe(201)
  })

  it('is lost beyond its organization by who connected it and left', async () => {
    const { api, owner, installation } = await published()
    const [app] = (await owner.get('/api/v2/organizations/acme/github-apps')).list
    expect(app?.relationships['connected-by']?.data).toEqual({ id: owner.userId, type: 'users' })
    await owner.post('/api/v2/organizations', 'organizations', { name: 'second', email: 'x@example.com' })
    const { id } = await api.database.selectFrom('organizations').select('id').where('name', '=', 'acme').executeTakeFirstOrThrow()
    await api.database.deleteFrom('organization_memberships').where('organization_id', '=', id).execute()
    const answer = await publish(owner, 'second', { identifier: IDENTIFIER, 'github-app-installation-id': installation })
    expect(answer.status).toBe(422)
  })

  it("of one organization is nobody else's; the same repository in two organizations is kept up in both", async () => {
    const { api, host, owner, browser, repository, installation } = await published()
    const other = await api.founder('other')
    const stolen = await publish(other, 'other', { identifier: IDENTIFIER, 'github-app-installation-id': installation })
    expect([stolen.status, stolen.errors[0]?.source?.pointer]).toEqual([422, '/data/attributes/vcs-repo/github-app-installation-id'])
    await owner.post('/api/v2/organizations', 'organizations', { name: 'second', email: 'x@example.com' })
    const { app } = await setUpApp({ browser, host }, 'second')
    await host.install(app, 'octo')
    await api.runJobs()
    const ids = (await owner.get('/api/v2/github-app/installations')).list
    const second = ids.find(({ id }) => id !== installation)?.id
    expect((await publish(owner, 'second', { identifier: IDENTIFIER, 'github-app-installation-id': second })).status).toBe(201)
    await api.runJobs()
    await host.push(repository, { tags: ['v2.0.0'] })
    await api.runJobs()
    expect([await versionsOf(owner, 'acme'), await versionsOf(owner, 'second')]).toEqual([
      ['1.0.0', '2.0.0'],
      ['1.0.0', '2.0.0'],
    ])
  })

  it('that is deleted keeps its modules, and GitHub delivers nothing', async () => {
    const { api, host, owner, app, repository } = await published()
    const [found] = (await owner.get('/api/v2/organizations/acme/github-apps')).list
    expect((await owner.delete(`/api/v2/github-apps/${found?.id}`)).status).toBe(204)
    expect((await owner.delete(`/api/v2/github-apps/${found?.id}`)).status).toBe(404)
    await host.push(repository, { tags: ['v1.1.0'] })
    expect(host.sent.at(-1)).toMatchObject({ url: app.hookUrl, status: 404 })
    await api.runJobs()
    expect(await versionsOf(owner)).toEqual(['1.0.0'])
    expect((await owner.get('/api/v2/github-app/installations')).list).toEqual([])
  })

  it('replaces another connection of a module', async () => {
    const made = await scene()
    const { app } = await setUpApp(made)
    const { module } = await made.api.publish(made.owner, 'acme')
    const repository = await made.host.createRepository(IDENTIFIER)
    await made.host.push(repository, { files: SMALL_MODULE, tags: ['v3.0.0'] })
    const installation = await installed(made, app)
    const path = `/api/v2/organizations/acme/registry-modules/private/acme/label/null`
    const repo = { identifier: IDENTIFIER, 'github-app-installation-id': installation }
    const both = await made.owner.patch(path, 'registry-modules', { 'vcs-repo': { ...repo, 'oauth-token-id': 'ot-x' } })
    expect([both.status, both.errors[0]?.source?.pointer]).toEqual([422, '/data/attributes/vcs-repo/oauth-token-id'])
    const moved = await made.owner.patch(path, 'registry-modules', { 'vcs-repo': repo })
    expect([moved.status, moved.data.id, moved.data.attributes['vcs-repo']]).toEqual([
      200,
      module.id,
      expect.objectContaining({ 'github-app-installation-id': installation, 'oauth-token-id': null }),
    ])
    await made.api.runJobs()
    expect(await versionsOf(made.owner)).toContain('3.0.0')
  })
})

/** Makes somebody a member of the organization `other`, in a new team. @returns the team's id */
async function joined({ clock, database }: Api, boss: Caller, member: Caller): Promise<string> {
  const organization = await database.selectFrom('organizations').select('id').where('name', '=', 'other').executeTakeFirstOrThrow()
  const user = await database.selectFrom('users').selectAll().where('id', '=', member.userId).executeTakeFirstOrThrow()
  const membership = { id: newId('organization-membership'), organization_id: organization.id, user_id: user.id, email: user.email }
  await database
    .insertInto('organization_memberships')
    .values({ ...membership, status: 'active', created_at: clock.now() })
    .execute()
  const team = (await boss.post('/api/v2/organizations/other/teams', 'teams', { name: 'guests' })).data.id
  const body = { data: [{ type: 'users', id: user.username }] }
  expect((await boss.call('POST', `/api/v2/teams/${team}/relationships/users`, { body })).status).toBe(204)
  return team
}

async function theApp(api: GithubScene['api']) {
  const [row] = await api.database.selectFrom('github_apps').select('uuid').execute()
  const { subject } = await userOf(api)
  return await api.app.modules.githubApps.read(subject, row?.uuid ?? '')
}

async function userOf(api: GithubScene['api']) {
  const [row] = await api.database.selectFrom('users').select('id').where('username', '=', 'acme-owner').execute()
  if (row === undefined) throw new Error('there is an owner')
  const { tokenIssuer, authenticator } = api.app.identity
  const subject = await authenticator.authenticate((await tokenIssuer.issue(row.id)).text)
  if (subject.kind !== 'user') throw new Error('the owner is a user')
  return { subject }
}
