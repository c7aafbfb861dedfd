// What every kind of git host must do, for all kinds in one table.
import { afterEach, expect, it } from 'vitest'
import { type AdministeredApi, describeAdministered, type StartAdministered, type TestResource } from '../support/administered-api.ts'
import { browse, type ConnectedApp, connectedApp, DAY, HOUR, MINUTE, MODULE } from './connected-app.ts'
import { ZEROES } from './fakes/fake-host.ts'
import { HOSTS } from './hosts.ts'

for (const kind of Object.keys(HOSTS)) {
  const onConnections = (start: StartAdministered) => {
    const endings: (() => Promise<void>)[] = []
    afterEach(async () => {
      for (const end of endings.splice(0)) await end()
    })
    const connected = async (options?: Parameters<typeof connectedApp>[2]): Promise<ConnectedApp> => {
      const made = await connectedApp(kind, start, options)
      endings.push(() => made.close())
      return made
    }
    describeKind(connected)
  }
  // Hosts differ in their answers, not in what the server stores.
  describeAdministered(`a connection to ${kind}`, onConnections, { one: kind !== 'gitea' })
}

function describeKind(connected: (options?: Parameters<typeof connectedApp>[2]) => Promise<ConnectedApp>): void {
  it('imports pushes with a delivery, and also those without one', async () => {
    const { app, host, publish, repository, versions } = await connected()
    const vpc = await repository('terraform-aws-vpc', ['v1.0.0'])
    const module = await publish(vpc)
    await app.runJobs()
    expect(await versions('vpc')).toEqual(['1.0.0'])
    expect(host.hooks.map(({ active, url }) => [active, url])).toEqual([[true, module.attributes['vcs-repo']['webhook-url']]])

    await host.push(vpc, { files: { 'outputs.tf': 'output "a" {\n  value = 1\n}\n' }, tags: ['v1.1.0'], annotatedTags: ['v1.1.1'] })
    expect(host.sent.map(({ status }) => status)).toEqual([202, 202])
    await app.runJobs()
    expect(await versions('vpc')).toEqual(['1.0.0', '1.1.0', '1.1.1'])

    await host.redeliver()
    const last = host.sent.at(-1)
    const { headers = {}, body = '', url = '' } = last ?? {}
    await host.send(url, { headers: withoutProof(headers), body })
    await host.send(`${url.slice(0, -4)}0000`, { headers, body })
    expect(host.sent.slice(2).map(({ status }) => status)).toEqual([202, 401, 404])
    await app.runJobs()
    expect(await versions('vpc')).toHaveLength(3)

    host.muted = true
    for (const tag of ['v1.2.0', 'v1.3.0', 'v2.0.0', 'v2.0.1', 'v2.1.0-rc.1']) await host.push(vpc, { files: { tag }, tags: [tag] })
    expect(await versions('vpc')).toHaveLength(3)
    await app.pass(20 * MINUTE)
    expect(await versions('vpc')).toEqual(['1.0.0', '1.1.0', '1.1.1', '1.2.0', '1.3.0', '2.0.0', '2.0.1', '2.1.0-rc.1'])
  })

  it('imports a deleted version again when a delivery says that its tag came or went, and once', async () => {
    const { app, host, publish, repository, versions } = await connected()
    const vpc = await repository('terraform-aws-vpc', ['v1.0.0', 'v1.1.0'])
    await publish(vpc)
    await app.runJobs()
    const object = await vpc.git.resolve('refs/tags/v1.1.0')
    const afterDeletion = async (work: () => Promise<unknown>) => {
      expect((await app.request('DELETE', '/api/v2/organizations/acme/registry-modules/private/acme/vpc/aws/1.1.0')).status).toBe(204)
      await work()
      await app.runJobs()
      return await versions('vpc')
    }
    const tell = (before: string, after: string, ref = 'refs/tags/v1.1.0') => host.tell({ repository: vpc, ref, before, after })
    // Both happened between two looks: the repository is as it was.
    expect(await afterDeletion(() => tell(object, ZEROES))).toEqual(['1.0.0', '1.1.0'])
    expect(await afterDeletion(() => tell(ZEROES, object))).toEqual(['1.0.0', '1.1.0'])
    expect(await afterDeletion(() => host.redeliver())).toEqual(['1.0.0'])
    await tell(ZEROES, object, 'refs/heads/v1.1.0')
    await tell(object, object)
    await app.runJobs()
    expect(await versions('vpc')).toEqual(['1.0.0'])
    // A report about a tag that is gone makes no version either.
    await vpc.git.deleteTag('v1.1.0')
    await tell(object, ZEROES)
    await app.runJobs()
    expect(await versions('vpc')).toEqual(['1.0.0'])
    expect(host.sent.map(({ status }) => status)).toEqual(host.sent.map(() => 202))
  })

  it('keeps its webhook alive, and deletes it with the last module', async () => {
    const { app, host, publish, repository, versions } = await connected()
    const vpc = await repository('terraform-aws-vpc', ['v1.0.0'])
    await publish(vpc)
    await app.runJobs()
    const [first] = host.hooks
    if (first === undefined) throw new Error('no webhook was made')
    const firstSecret = first.secret
    host.disableHook(first)
    await app.pass(2 * DAY)
    expect(host.hooks.map(({ active }) => active)).toEqual([true])

    host.hooks.splice(0)
    await app.pass(2 * DAY)
    expect(host.hooks.map(({ active, url }) => [active, url])).toEqual([[true, first.url]])
    expect(host.hooks[0]?.secret).not.toBe(firstSecret)
    await host.push(vpc, { files: MODULE, tags: ['v1.0.1'] })
    await app.runJobs()
    expect(await versions('vpc')).toEqual(['1.0.0', '1.0.1'])

    expect((await app.request('DELETE', '/api/v2/organizations/acme/registry-modules/private/acme/vpc/aws')).status).toBe(204)
    await app.runJobs()
    expect(host.hooks).toEqual([])
  })

  it('lists every repository, page by page, each with what blocks publishing', async () => {
    const { app, host, oauthTokenId, repository } = await connected()
    const vpc = await repository('terraform-aws-vpc', ['v1.0.0', 'v1.2.0', 'nightly'])
    host.listMore(
      vpc,
      Array.from({ length: 119 }, (_, index) => `service-${index}`),
    )
    const path = `/api/v2/oauth-tokens/${oauthTokenId}/authorized-repos`
    await app.request('POST', `/api/v2/oauth-tokens/${oauthTokenId}/actions/refresh-repos`)
    await app.runJobs()
    const all = await app.list(path)
    expect([all.length, new Set(all.map(({ attributes }) => attributes['identifier'])).size]).toEqual([120, 120])
    const found = JSON.parse((await app.request('GET', `${path}?q=AWS-vpc`)).text).data
    expect(found.map(({ attributes }: TestResource) => attributes)).toEqual([
      expect.objectContaining({ identifier: vpc.identifier, ready: true, 'version-tags': 2, 'latest-version': '1.2.0' }),
    ])
    const service = all.find(({ attributes }) => attributes['identifier'] === host.identifierFor('service-7'))
    expect(service?.attributes['reasons']).toContainEqual(expect.objectContaining({ code: 'name', blocks: true }))
  })

  it('polls a repository where it may not create webhooks, says so, and keeps published versions when a tag moves', async () => {
    const { app, host, publish, versions } = await connected()
    const identifier = host.identifierFor('terraform-aws-vpc')
    const vpc = await host.createRepository(identifier, { admin: false, commit: { files: MODULE, tags: ['v1.0.0'] } })
    const module = await publish(vpc)
    await app.runJobs()
    expect([await versions('vpc'), host.hooks]).toEqual([['1.0.0'], []])
    const hook = await app.get(`/api/v2/registry-modules/${module.id}/webhook`)
    expect(hook.attributes).toMatchObject({ state: 'failed', 'state-detail': expect.stringMatching(/./) })
    const before = await checksumOf(app)
    await vpc.git.tag('v1.0.0', await vpc.git.commit({ files: { 'moved.tf': '' } }))
    await host.push(vpc, { files: { 'a.tf': '' }, tags: ['v1.1.0'] })
    await app.pass(20 * MINUTE)
    expect(await versions('vpc')).toEqual(['1.0.0', '1.1.0'])
    expect(await checksumOf(app)).toBe(before)
  })

  it('follows a repository that is renamed', async () => {
    const { app, host, publish, repository, versions } = await connected()
    const vpc = await repository('terraform-aws-vpc', ['v1.0.0'])
    const module = await publish(vpc)
    await app.runJobs()
    await host.renameRepository(vpc, host.identifierFor('terraform-aws-network'))
    host.muted = true
    await host.push(vpc, { files: { 'a.tf': '' }, tags: ['v1.1.0'] })
    await app.pass(20 * MINUTE)
    expect(await versions('vpc')).toEqual(['1.0.0', '1.1.0'])
    const { attributes } = await app.get(`/api/v2/registry-modules/${module.id}`)
    expect(attributes['vcs-repo'].identifier).toBe(host.identifierFor('terraform-aws-network'))
  })

  it('says so when its token is revoked, loses nothing, and continues with a new one', async () => {
    const { app, host, oauthTokenId, publish, repository, token, versions } = await connected()
    app.allowTroubledJobs()
    const vpc = await repository('terraform-aws-vpc', ['v1.0.0'])
    await publish(vpc)
    await app.runJobs()
    const { relationships } = await token()
    host.revokeEverything()
    await host.push(vpc, { files: { 'a.tf': '' }, tags: ['v1.1.0'] })
    await app.pass(2 * DAY)
    expect(await versions('vpc')).toEqual(['1.0.0'])
    expect((await token()).attributes).toMatchObject({ state: 'needs-reauthorization', 'state-detail': expect.stringMatching(/./) })

    const client = relationships['oauth-client']?.data as { id: string }
    const fresh = host.tokenConnection()['oauth-token-string']
    const body = { data: { type: 'oauth-clients', attributes: { 'oauth-token-string': fresh } } }
    expect((await app.request('PATCH', `/api/v2/oauth-clients/${client.id}`, body)).status).toBe(200)
    await app.pass(HOUR)
    expect(await versions('vpc')).toEqual(['1.0.0', '1.1.0'])
    expect((await app.get(`/api/v2/oauth-tokens/${oauthTokenId}`)).attributes).toMatchObject({ state: 'active', 'state-detail': null })
  })

  it('supports OAuth at the host, and renews tokens before they expire', async ({ skip }) => {
    const { app, host } = await connected()
    const attributes = host.oauthConnection?.()
    if (attributes === undefined || host.authorize === undefined) return skip('nobody signs in at this kind of host')
    const client = await app.post('/api/v2/organizations/acme/oauth-clients', 'oauth-clients', attributes)
    expect(client.relationships['oauth-tokens']?.data).toEqual([])
    const begun = await browse(app, String(client.attributes['connect-path']))
    expect(begun.status).toBe(303)
    const callback = await host.authorize(begun.location)
    expect(callback.startsWith(String(client.attributes['callback-url']))).toBe(true)
    const done = await browse(app, callback)
    expect([done.status, done.text]).toEqual([200, expect.stringContaining(host.user.login)])
    expect((await browse(app, callback)).status).toBe(422)

    const token = (await app.list(`/api/v2/organizations/acme/oauth-tokens`)).find(
      ({ relationships }) => idOf(relationships['oauth-client']) === client.id,
    )
    expect(token?.attributes['service-provider-user']).toBe(host.user.login)
    for (const name of ['terraform-aws-vpc', 'terraform-aws-subnet']) {
      const { identifier } = await host.createRepository(host.identifierFor(name), { commit: { files: MODULE, tags: ['v1.0.0'] } })
      await app.post('/api/v2/organizations/acme/registry-modules/vcs', 'registry-modules', {
        'vcs-repo': { identifier, 'oauth-token-id': token?.id, 'display-identifier': identifier },
      })
    }
    await app.runJobs()
    const before = [...host.sessions.keys()]
    // Both repositories are synced concurrently, with an expired token.
    await app.pass(DAY)
    const after = [...host.sessions.keys()]
    expect(after).toHaveLength(1)
    expect(after).not.toEqual(before)
    expect((await app.get(`/api/v2/oauth-tokens/${token?.id}`)).attributes['state']).toBe('active')
  })
}

function idOf(relationship: { data: { id: string }[] | { id: string } } | undefined): string | undefined {
  return relationship === undefined || Array.isArray(relationship.data) ? undefined : relationship.data.id
}

/** Of the archive of version 1.0.0. */
async function checksumOf(app: AdministeredApi): Promise<unknown> {
  const { headers } = await app.request('GET', '/api/registry/v1/modules/acme/vpc/aws/1.0.0/download')
  return /checksum=(\S+?)(?:&|$)/.exec(String(headers['x-terraform-get']))?.[1]
}

/** A delivery by a sender who does not know the secret. */
function withoutProof(headers: Record<string, string>): Record<string, string> {
  const proof = /signature|token|authorization/
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, proof.test(name) ? `${value.slice(0, -4)}AAAA` : value]))
}
