// Whatever happens to webhooks, credentials and hosts: in the end, every valid tag has a version, and nothing else does.
import { afterEach, expect, it } from 'vitest'
import { describeAdministered } from '../support/administered-api.ts'
import { type ConnectedApp, connectedApp, DAY, HOUR, MINUTE } from './connected-app.ts'
import type { FakeRepository } from './fakes/fake-host.ts'

/** Tags that are not versions, and tags that are. */
const VALID = ['v1.1.0', '1.2.0', 'v2.0.0-rc.1']
const INVALID = ['nightly', 'v1', 'release-1.3.0', 'v1.4']

/** Expects a version for every valid tag, and no others. */
const expectAllOf = async ({ versions }: ConnectedApp, { git }: FakeRepository) => {
  const tags = (await git.git(['tag', '--list'])).split('\n')
  const valid = tags.flatMap((tag) => /^v?(\d+\.\d+\.\d+(?:-.+)?)$/.exec(tag)?.[1] ?? [])
  expect((await versions('vpc')).toSorted()).toEqual(valid.toSorted())
}

describeAdministered('no version is lost', (start) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })

  const published = async (): Promise<ConnectedApp & { vpc: FakeRepository; webhook: string }> => {
    const connected = await connectedApp('gitea', start)
    endings.push(() => connected.close())
    const vpc = await connected.repository('terraform-aws-vpc', ['v1.0.0'])
    const { id } = await connected.publish(vpc)
    await connected.app.runJobs()
    return { ...connected, vpc, webhook: `/api/v2/registry-modules/${id}/webhook` }
  }

  it('when deliveries do not arrive', async () => {
    const parts = await published()
    const { app, host, vpc } = parts
    host.muted = true
    for (const tag of [...VALID, ...INVALID]) await host.push(vpc, { files: { tag }, tags: [tag] })
    await app.pass(20 * MINUTE)
    expect(await parts.versions('vpc')).toHaveLength(1 + VALID.length)
    await expectAllOf(parts, vpc)
  })

  it('when they arrive twice, late, and in another order', async () => {
    const parts = await published()
    const { app, host, vpc } = parts
    host.muted = true
    for (const tag of VALID) await host.push(vpc, { files: { tag }, annotatedTags: [tag] })
    host.muted = false
    for (const tag of VALID.toReversed()) {
      await host.tell({ repository: vpc, ref: `refs/tags/${tag}`, before: '', after: '' })
      await host.redeliver()
      await app.runJobs()
      await host.redeliver()
    }
    await app.runJobs()
    await expectAllOf(parts, vpc)
    expect(host.sent.map(({ status }) => status)).toEqual(host.sent.map(() => 202))
  })

  it('and none is made up by forged ones', async () => {
    const parts = await published()
    const { app, host, vpc } = parts
    const [hook] = host.hooks
    if (hook === undefined) throw new Error('no webhook was made')
    const genuine = hook.secret
    hook.secret = 'guessed'
    await host.tell({ repository: vpc, ref: 'refs/tags/v9.9.9', before: '', after: 'f'.repeat(40) })
    hook.secret = genuine
    // With the right secret, but for a missing tag.
    await host.tell({ repository: vpc, ref: 'refs/tags/v9.9.9', before: '', after: 'f'.repeat(40) })
    await app.runJobs()
    expect(host.sent.map(({ status }) => status)).toEqual([401, 202])
    await expectAllOf(parts, vpc)
    // With the right secret, of tags as they never were: nothing is restored but what was deleted here, from git.
    await host.tell({ repository: vpc, ref: 'refs/tags/v1.0.0', before: 'f'.repeat(40), after: '0'.repeat(40) })
    await app.runJobs()
    await expectAllOf(parts, vpc)
  })

  it('of 500 tags in one push, which hosts do not report', async () => {
    const parts = await published()
    const { app, vpc } = parts
    const tags = Array.from({ length: 500 }, (_none, index) => `v3.${Math.floor(index / 25)}.${index % 25}`)
    await vpc.git.commit({ files: { many: 'yes' }, tags: [...tags, ...INVALID] })
    await app.pass(20 * MINUTE)
    expect(await parts.versions('vpc')).toHaveLength(501)
    await expectAllOf(parts, vpc)
  })

  it('when the secret is rotated while tags are pushed', async () => {
    const parts = await published()
    const { app, host, vpc, webhook } = parts
    await host.push(vpc, { files: { a: '1' }, tags: ['v1.1.0'] })
    expect((await app.request('POST', `${webhook}/actions/rotate-secret`)).status).toBe(202)
    // The host does not have the new secret yet.
    await host.push(vpc, { files: { a: '2' }, tags: ['v1.2.0'] })
    await app.runJobs()
    await host.push(vpc, { files: { a: '3' }, tags: ['v1.3.0'] })
    await app.runJobs()
    expect(host.sent.map(({ status }) => status)).toEqual([202, 202, 202])
    await expectAllOf(parts, vpc)
  })

  it('when a user deletes the webhook at the host', async () => {
    const parts = await published()
    const { app, host, vpc } = parts
    host.hooks.splice(0)
    await host.push(vpc, { files: { a: '1' }, tags: ['v1.1.0'] })
    await app.pass(20 * MINUTE)
    await expectAllOf(parts, vpc)
    await app.pass(2 * DAY)
    await host.push(vpc, { files: { a: '2' }, tags: ['v1.2.0'] })
    await app.runJobs()
    expect(host.sent.map(({ status }) => status)).toEqual([202])
    await expectAllOf(parts, vpc)
  })

  it('when the token is revoked and replaced; meanwhile the module says so and keeps what it has', async () => {
    const parts = await published()
    const { app, host, token, vpc, versions } = parts
    app.allowTroubledJobs()
    const { relationships } = await token()
    const client = relationships['oauth-client']?.data as { id: string }
    host.revokeEverything()
    await host.push(vpc, { files: { a: '1' }, tags: ['v1.1.0'] })
    await app.pass(HOUR)
    const [module] = await app.list('/api/v2/organizations/acme/registry-modules')
    expect(module?.attributes).toMatchObject({ status: 'setup_complete', 'status-detail': expect.stringContaining('credential') })
    expect(await versions('vpc')).toEqual(['1.0.0'])
    expect((await token()).attributes['state']).toBe('needs-reauthorization')
    const connection = { 'connection-state': 'needs-reauthorization', 'connection-state-detail': expect.stringMatching(/./) }
    expect(module?.attributes['vcs-repo']).toMatchObject(connection)

    // Polled only every six hours.
    const asked = host.gitRequests
    for (let minutes = 0; minutes < 240; minutes += 10) await app.pass(10 * MINUTE)
    expect(host.gitRequests).toBe(asked)
    const attributes = { 'oauth-token-string': host.tokenConnection()['oauth-token-string'] }
    const replaced = await app.request('PATCH', `/api/v2/oauth-clients/${client.id}`, { data: { type: 'oauth-clients', attributes } })
    expect(replaced.status).toBe(200)
    await app.pass(MINUTE)
    await expectAllOf(parts, vpc)
    const [again] = await app.list('/api/v2/organizations/acme/registry-modules')
    expect(again?.attributes['status-detail']).toBe(null)
  })

  it('when the host is down for an hour, and requests back off meanwhile', async () => {
    const parts = await published()
    const { app, host, vpc } = parts
    app.allowTroubledJobs()
    const subnet = await parts.repository('terraform-aws-subnet', ['v1.0.0'])
    await parts.publish(subnet)
    await app.runJobs()
    await host.goDown()
    host.muted = true
    for (const tag of VALID) await host.push(vpc, { files: { tag }, tags: [tag] })
    for (let minutes = 0; minutes < 60; minutes += 5) await app.pass(5 * MINUTE)
    const [pause] = await app.database.selectFrom('vcs_connection_pauses').selectAll().execute()
    expect(pause).toMatchObject({ reason: 'failing' })
    expect((pause?.paused_until ?? 0) - app.clock.now()).toBeGreaterThan(5 * MINUTE)
    await host.comeBack()
    await app.pass(HOUR)
    await expectAllOf(parts, vpc)
    expect(await app.database.selectFrom('vcs_connection_pauses').selectAll().execute()).toEqual([])
  })

  it('when the host limits the rate, and no request comes before the time it gives', async () => {
    const parts = await published()
    const { app, host, vpc, webhook } = parts
    host.fault = { status: 429, headers: { 'retry-after': '1800' }, body: { message: 'too many requests' } }
    await app.request('POST', `${webhook}/actions/check`)
    await app.runJobs()
    host.fault = undefined
    host.muted = true
    await host.push(vpc, { files: { a: '1' }, tags: ['v1.1.0'] })
    const asked = host.gitRequests
    for (let minutes = 0; minutes < 25; minutes += 5) await app.pass(5 * MINUTE)
    expect(host.gitRequests).toBe(asked)
    await app.pass(10 * MINUTE)
    await expectAllOf(parts, vpc)
  })

  it('in either of two organizations that publish the same repository', async () => {
    const parts = await published()
    const { app, host, vpc } = parts
    await app.post('/api/v2/organizations', 'organizations', { name: 'other', email: 'o@example.com' })
    const client = await app.post('/api/v2/organizations/other/oauth-clients', 'oauth-clients', host.tokenConnection())
    const [token] = (client.relationships['oauth-tokens']?.data ?? []) as { id: string }[]
    await app.post('/api/v2/organizations/other/registry-modules/vcs', 'registry-modules', {
      'vcs-repo': { identifier: vpc.identifier, 'oauth-token-id': token?.id, 'display-identifier': vpc.identifier },
    })
    await app.runJobs()
    expect(host.hooks).toHaveLength(2)
    await host.push(vpc, { files: { a: '1' }, tags: ['v1.1.0'] })
    await app.runJobs()
    await expectAllOf(parts, vpc)
    const answer = await app.request('GET', '/api/registry/v1/modules/other/vpc/aws/versions')
    const listed = JSON.parse(answer.text).modules[0].versions.map(({ version }: { version: string }) => version)
    expect(listed).toEqual(['1.1.0', '1.0.0'])
  })
})
