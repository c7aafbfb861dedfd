// Answers of hosts end up in documents and the database. They may be odd or hostile.
import { afterEach, expect, it } from 'vitest'
import { describeAdministered } from '../support/administered-api.ts'
import { browse, type ConnectedApp, connectedApp, MINUTE } from './connected-app.ts'
import { FakeGitea } from './fakes/gitea.ts'
import { fill, identifiersOf, moduleRepository, repositoriesAt } from './listed-repositories.ts'

describeAdministered('odd answers of a host', (start) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })
  const connected = async (kind: string): Promise<ConnectedApp> => {
    const made = await connectedApp(kind, start)
    endings.push(() => made.close())
    return made
  }

  it('do not leak the credential into documents or the log when the host quotes it', async () => {
    const { app, host, oauthTokenId, token } = await connected('github')
    host.fault = { status: 401, body: { message: `the token ${host.token} is not known` } }
    const tested = await app.request('POST', `/api/v2/oauth-tokens/${oauthTokenId}/actions/test`)
    expect(tested.text).toContain('the token *** is not known')
    expect((await token()).attributes['state-detail']).toContain('the token *** is not known')
    expect([tested.text, JSON.stringify(await token()), app.log()].filter((text) => text.includes(host.token))).toEqual([])
  })

  it("of a token endpoint do not leak the application's secret or the code to users", async () => {
    const { app, host } = await connected('gitea')
    const secret = 'gitea-app-secret'
    const client = await app.post('/api/v2/organizations/acme/oauth-clients', 'oauth-clients', host.oauthConnection?.())
    const left = await browse(app, String(client.attributes['connect-path']))
    const back = new URL((await host.authorize?.(left.location)) ?? '')
    const code = back.searchParams.get('code') ?? ''
    host.fault = { status: 400, body: { error: 'invalid_client', error_description: `no ${secret} for ${code}` } }
    const page = await browse(app, back.href)
    expect([page.status, page.text]).toEqual([422, expect.stringContaining('no *** for ***')])
    expect([page.text, app.log()].filter((text) => text.includes(secret) || text.includes(code))).toEqual([])
  })

  it.each(['6.0001', '1e300', '99999999999999'])('retry-after %s leaves the connection alone, and the server well', async (retryAfter) => {
    const { app, host, oauthTokenId, publish, repository } = await connected('github')
    await publish(await repository('terraform-aws-vpc', ['v1.0.0']))
    host.fault = { status: 403, headers: { 'retry-after': retryAfter }, body: { message: 'slow down' } }
    expect((await app.request('POST', `/api/v2/oauth-tokens/${oauthTokenId}/actions/test`)).status).toBe(200)
    await app.runJobs()
    const [hook] = await app.database.selectFrom('vcs_webhooks').selectAll().execute()
    expect([hook?.state, hook?.state_detail]).toEqual(['failed', expect.stringContaining('slow down')])
    expect((hook?.check_at ?? 0) - app.clock.now()).toBeLessThanOrEqual(24 * 3_600_000)
  })

  it('with NUL characters are kept without them', async () => {
    const { app, host, oauthTokenId, token } = await connected('gitea')
    host.user.login = 'a\0da'
    expect((await app.request('POST', `/api/v2/oauth-tokens/${oauthTokenId}/actions/test`)).status).toBe(200)
    expect((await token()).attributes['service-provider-user']).toBe('ada')
    host.fault = { status: 401, body: { message: 'n\0o' } }
    expect((await app.request('POST', `/api/v2/oauth-tokens/${oauthTokenId}/actions/test`)).status).toBe(200)
    expect((await token()).attributes['state-detail']).toContain('n o')
  })

  it.each(['github', 'gitea'])('at %s: a name that was given up and is another repository now brings nothing of that one', async (kind) => {
    const { app, host, publish, repository, versions } = await connected(kind)
    const vpc = await repository('terraform-aws-vpc', ['v1.0.0'])
    const module = await publish(vpc)
    await app.runJobs()
    await host.renameRepository(vpc, host.identifierFor('terraform-aws-network'))
    await repository('terraform-aws-vpc', ['v9.0.0'])
    host.muted = true
    await host.push(vpc, { files: { 'a.tf': '' }, tags: ['v1.1.0'] })
    await app.pass(20 * MINUTE)
    expect(await versions('vpc')).toEqual(['1.0.0', '1.1.0'])
    const { attributes } = await app.get(`/api/v2/registry-modules/${module.id}`)
    expect(attributes['vcs-repo'].identifier).toBe(host.identifierFor('terraform-aws-network'))
  })

  it('do not list invalid repositories, and do not turn scripts into links', async () => {
    const { app, host, oauthTokenId, publish, repository } = await connected('github')
    const module = await publish(await repository('terraform-aws-vpc', ['v1.0.0']))
    fill(host, 3)
    for (const each of host.repositories.slice(1, 2)) each.identifier = `platform/${'x'.repeat(600)}`
    Object.defineProperty(host, 'url', { get: () => 'javascript:alert(1)//', configurable: true })
    await app.runJobs()
    Reflect.deleteProperty(host, 'url')
    const path = `/api/v2/oauth-tokens/${oauthTokenId}/authorized-repos`
    await repositoriesAt(app, path)
    await app.runJobs()
    const listed = identifiersOf(await repositoriesAt(app, path))
    expect(listed).toEqual(['platform/terraform-aws-vpc', 'platform/service-002', 'platform/service-003'])
    const shown = await app.get(`/api/v2/registry-modules/${module.id}`)
    expect(shown.attributes['vcs-repo']['repository-http-url']).toMatch(/^http:/)
    expect(JSON.stringify(shown)).not.toContain('javascript')
  })

  it('do not list repositories of strangers at the same host', async () => {
    const { app, host, oauthTokenId } = await connected('gitea')
    if (!(host instanceof FakeGitea)) throw new Error('another host')
    await moduleRepository(host, 'terraform-aws-own', ['v1.0.0'])
    const stranger = await moduleRepository(host, 'terraform-aws-strange', ['v1.0.0'], { admin: false, private: false })
    host.ofStrangers.add(stranger.id)
    const path = `/api/v2/oauth-tokens/${oauthTokenId}/authorized-repos`
    await repositoriesAt(app, path)
    await app.runJobs()
    expect(identifiersOf(await repositoriesAt(app, path))).toEqual(['platform/terraform-aws-own'])
  })
})
