// What a host says ends up in documents and in the database: it may be odd, and it may be hostile.
import { afterEach, expect, it } from 'vitest'
import { describeApp } from '../support/test-app.ts'
import { type ConnectedApp, connectedApp } from './connected-app.ts'
import { FakeGitea } from './fakes/gitea.ts'
import { identifiersOf, moduleRepository, repositoriesAt } from './listed-repositories.ts'

describeApp('odd answers of a host', (start) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })
  const connected = async (kind: string): Promise<ConnectedApp> => {
    const made = await connectedApp(kind, start)
    endings.push(() => made.close())
    return made
  }

  it('do not bring the credential into documents or the log when the host quotes it', async () => {
    const { app, host, oauthTokenId, token } = await connected('github')
    host.fault = { status: 401, body: { message: `the token ${host.token} is not known` } }
    const tested = await app.request('POST', `/api/v2/oauth-tokens/${oauthTokenId}/actions/test`)
    expect(tested.text).toContain('the token *** is not known')
    expect((await token()).attributes['state-detail']).toContain('the token *** is not known')
    expect([tested.text, JSON.stringify(await token()), app.log()].filter((text) => text.includes(host.token))).toEqual([])
  })

  it.each(['6.0001', '1e300', '99999999999999'])('retry-after %s leaves the connection alone, and the server well', async (retryAfter) => {
    const { app, host, oauthTokenId, publish, repository } = await connected('github')
    await publish(await repository('terraform-aws-vpc', ['v1.0.0']))
    host.fault = { status: 403, headers: { 'retry-after': retryAfter }, body: { message: 'slow down' } }
    expect((await app.request('POST', `/api/v2/oauth-tokens/${oauthTokenId}/actions/test`)).status).toBe(200)
    await app.runJobs()
    const [hook] = await app.database.queries.selectFrom('vcs_webhooks').selectAll().execute()
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

  it('do not list what strangers have published at the same host', async () => {
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
