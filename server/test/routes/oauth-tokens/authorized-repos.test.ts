// The repositories of a connection, at a host with more than one page of them.
import { afterEach, expect, it } from 'vitest'
import { type AdministeredApi, describeAdministered } from '../../support/administered-api.ts'
import { type ConnectedApp, connectedApp, HOUR, MINUTE } from '../../vcs/connected-app.ts'
import { codesOf, fill, identifiersOf, moduleRepository, repositoriesAt } from '../../vcs/listed-repositories.ts'

const refreshed = async (app: AdministeredApi, path: string) => {
  const answer = await app.request('POST', path.replace('authorized-repos', 'actions/refresh-repos'))
  await app.runJobs()
  return answer
}

const stranger = async (app: AdministeredApi) => {
  const user = await app.app.identity.userRegistry.register({ username: 'sid', email: 'sid@example.com', siteAdmin: false })
  return (await app.app.identity.tokenIssuer.issue(user.id)).text
}

describeAdministered('GET oauth-tokens/:id/authorized-repos', (start) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })
  const connected = async (): Promise<ConnectedApp & { path: string }> => {
    const made = await connectedApp('gitea', start)
    endings.push(() => made.close())
    return { ...made, path: `/api/v2/oauth-tokens/${made.oauthTokenId}/authorized-repos` }
  }

  it('lists all repositories of a host with many pages, in its own pages, and finds by part of the name', async () => {
    const { app, host, path } = await connected()
    fill(host, 120)
    await moduleRepository(host, 'terraform-aws-vpc', ['v1.0.0', 'v1.10.0', 'v1.9.0', '2.0.0-rc.1', 'latest'])
    const first = await repositoriesAt(app, path)
    expect(first).toMatchObject({ data: [], meta: { listing: { 'listed-at': null, refreshing: true, error: null } } })
    await app.runJobs()

    const page = await repositoriesAt(app, `${path}?page[number]=2&page[size]=50`)
    expect(identifiersOf(page)).toEqual(host.repositories.slice(50, 100).map(({ identifier }) => identifier))
    expect(page.meta.pagination).toMatchObject({ 'total-count': 121, 'total-pages': 3 })
    expect(page.meta.listing).toEqual({ 'listed-at': new Date(app.clock.now()).toISOString(), refreshing: false, error: null })
    expect(identifiersOf(await repositoriesAt(app, `${path}?q=SERVICE-01&page[size]=100`))).toHaveLength(10)

    const [vpc, ...others] = (await repositoriesAt(app, `${path}?filter[ready]=true`)).data
    expect(others).toEqual([])
    expect(vpc).toEqual({
      id: host.repositories.at(-1)?.id,
      type: 'authorized-repos',
      attributes: {
        identifier: 'platform/terraform-aws-vpc',
        'display-identifier': 'platform/terraform-aws-vpc',
        ready: true,
        reasons: [],
        admin: true,
        private: true,
        archived: false,
        'default-branch': 'main',
        'web-url': `${host.url}/platform/terraform-aws-vpc`,
        'version-tags': 4,
        'latest-version': '1.10.0',
        'tags-checked-at': new Date(app.clock.now()).toISOString(),
      },
      relationships: { 'registry-modules': { data: [] } },
    })
    expect((await repositoriesAt(app, `${path}?filter[ready]=false`)).meta.pagination['total-count']).toBe(120)
  })

  it('says why a repository is not ready to be published', async () => {
    const { app, host, path, publish } = await connected()
    fill(host, 1)
    await moduleRepository(host, 'terraform-AWS-network', ['v1.0.0'])
    await moduleRepository(host, 'terraform-aws-old', ['v1.0.0'], { archived: true })
    await moduleRepository(host, 'terraform-aws-new', ['latest'])
    await moduleRepository(host, 'terraform-aws-theirs', ['v1.0.0'], { admin: false })
    const vpc = await moduleRepository(host, 'terraform-aws-vpc', ['v1.0.0'])
    await moduleRepository(host, 'terraform-aws-taken', ['v1.0.0'])
    const module = await publish(vpc)
    await app.post('/api/v2/organizations/acme/registry-modules', 'registry-modules', { name: 'taken', provider: 'aws' })
    await refreshed(app, path)

    const { data } = await repositoriesAt(app, path)
    expect(data.map((each) => [each.attributes['identifier'], each.attributes['ready'], codesOf(each)])).toEqual([
      ['platform/service-001', false, ['name']],
      ['platform/terraform-AWS-network', false, ['name']],
      ['platform/terraform-aws-old', false, ['archived']],
      ['platform/terraform-aws-new', false, ['no-version-tags']],
      ['platform/terraform-aws-theirs', true, ['no-admin-right']],
      ['platform/terraform-aws-vpc', false, ['published']],
      ['platform/terraform-aws-taken', false, ['address-taken']],
    ])
    const detailsOf = (index: number) => data[index]?.attributes['reasons'][0].detail
    expect(detailsOf(1)).toContain('provider in its name, AWS')
    expect(detailsOf(4)).toMatch(/webhooks.*write:repository/)
    expect(detailsOf(5)).toContain('acme/vpc/aws')
    expect(data[5]?.relationships['registry-modules']?.data).toEqual([{ id: module.id, type: 'registry-modules' }])
  })

  it('is refreshed in the background when older than five minutes', async () => {
    const { app, host, path } = await connected()
    fill(host, 2)
    const gone = await moduleRepository(host, 'terraform-aws-gone', ['v1.0.0'])
    await repositoriesAt(app, path)
    await app.runJobs()
    host.repositories.splice(host.repositories.indexOf(gone), 1)
    const kept = await moduleRepository(host, 'terraform-aws-vpc', ['v1.0.0'])
    app.clock.advance(4 * MINUTE)
    expect((await repositoriesAt(app, path)).meta.listing.refreshing).toBe(false)
    app.clock.advance(2 * MINUTE)
    const stale = await repositoriesAt(app, path)
    expect([identifiersOf(stale).at(-1), stale.meta.listing.refreshing]).toEqual(['platform/terraform-aws-gone', true])
    await app.runJobs()
    expect(identifiersOf(await repositoriesAt(app, path)).at(-1)).toBe('platform/terraform-aws-vpc')

    await host.push(kept, { files: { a: '' }, tags: ['v1.1.0'] })
    const versionTags = async () => (await repositoriesAt(app, `${path}?q=vpc`)).data[0]?.attributes['version-tags']
    app.clock.advance(6 * MINUTE)
    await repositoriesAt(app, path)
    await app.runJobs()
    expect(await versionTags()).toBe(1)
    app.clock.advance(HOUR)
    await repositoriesAt(app, path)
    await app.runJobs()
    expect(await versionTags()).toBe(2)
  })

  it('stays, and says why, when the host fails or the token is revoked', async () => {
    const { app, host, path, token } = await connected()
    fill(host, 60)
    await refreshed(app, path)
    host.fault = { status: 500, body: { message: 'database is locked' } }
    await refreshed(app, path)
    const after = await repositoriesAt(app, path)
    expect([after.meta.pagination['total-count'], after.meta.listing.error]).toEqual([60, expect.stringContaining('database is locked')])
    host.fault = undefined
    await host.goDown()
    await refreshed(app, path)
    expect((await repositoriesAt(app, path)).meta).toMatchObject({
      pagination: { 'total-count': 60 },
      listing: { error: expect.any(String) },
    })
    await host.comeBack()
    host.revokeEverything()
    await refreshed(app, path)
    expect((await repositoriesAt(app, path)).meta).toMatchObject({
      pagination: { 'total-count': 60 },
      listing: { error: expect.stringContaining('401') },
    })
    expect((await token()).attributes).toMatchObject({ state: 'needs-reauthorization' })
    host.token = host.token.replace('revoked-', '')
    await refreshed(app, path)
    expect((await repositoriesAt(app, path)).meta.listing.error).toBeNull()
  })

  it('says which repositories git cannot read, and does not check the others repeatedly', async () => {
    const { app, host, path } = await connected()
    const vpc = await moduleRepository(host, 'terraform-aws-vpc', ['v1.0.0'])
    host.repositories.push({ ...vpc, id: '9000', identifier: 'platform/terraform-aws-broken' })
    await refreshed(app, path)
    const { data } = await repositoriesAt(app, path)
    expect(data.map(codesOf)).toEqual([[], ['tags-unreadable']])
    expect(data[1]?.attributes['version-tags']).toBeNull()
  })

  it('looks one up by its exact identifier, whether or not it is in the list', async () => {
    const { app, host, path } = await connected()
    await refreshed(app, path)
    await moduleRepository(host, 'terraform-aws-vpc', ['v1.0.0'])
    const one = (identifier: string) => repositoriesAt(app, `${path}?filter[identifier]=${encodeURIComponent(identifier)}`)
    expect((await one('platform/terraform-aws-vpc')).data[0]?.attributes).toMatchObject({ ready: true, 'version-tags': 1 })
    expect((await one('platform/none')).data).toEqual([])
    expect((await app.request('GET', `${path}?filter[identifier]=no-owner`)).status).toBe(422)
    host.fault = { status: 503, body: { message: 'maintenance' } }
    const refused = await app.request('GET', `${path}?filter[identifier]=platform/terraform-aws-vpc`)
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('maintenance')])
  })

  it('is absent where the host has no list, and lookups use git', async () => {
    const { app, host } = await connected()
    await moduleRepository(host, 'terraform-aws-vpc', ['v1.0.0'])
    const connection = { 'service-provider': 'git', 'http-url': host.url, key: 'ada', 'oauth-token-string': host.token }
    const client = await app.post('/api/v2/organizations/acme/oauth-clients', 'oauth-clients', connection)
    const [token] = (client.relationships['oauth-tokens']?.data ?? []) as { id: string }[]
    const path = `/api/v2/oauth-tokens/${token?.id}/authorized-repos`
    expect(await repositoriesAt(app, path)).toMatchObject({
      data: [],
      meta: { listing: { error: expect.stringContaining('cannot list repositories') } },
    })
    const { data } = await repositoriesAt(app, `${path}?filter[identifier]=platform/terraform-aws-vpc`)
    expect(data[0]?.attributes).toMatchObject({ ready: true, private: null, 'version-tags': 1, 'default-branch': 'main' })
    expect((await repositoriesAt(app, `${path}?filter[identifier]=platform/none`)).data).toEqual([])
    expect((await refreshed(app, path)).status).toBe(422)
  })

  it('does not exist for other organizations', async () => {
    const { app, host, oauthTokenId, path } = await connected()
    fill(host, 1)
    const other = await stranger(app)
    const asked = host.requests.length
    const body = { data: { attributes: { identifiers: ['platform/terraform-aws-vpc'] } } }
    const statuses = [
      await app.request('GET', path, undefined, other),
      await app.request('GET', `${path}?filter[identifier]=platform/service-001`, undefined, other),
      await app.request('GET', `/api/v2/oauth-tokens/${oauthTokenId}/module-candidates`, undefined, other),
      await app.request('POST', `/api/v2/oauth-tokens/${oauthTokenId}/actions/refresh-repos`, undefined, other),
      await app.request('POST', `/api/v2/oauth-tokens/${oauthTokenId}/actions/test`, undefined, other),
      await app.request('POST', `/api/v2/oauth-tokens/${oauthTokenId}/actions/publish-modules`, body, other),
      await app.request('GET', '/api/v2/oauth-tokens/ot-none/authorized-repos'),
    ].map(({ status }) => status)
    expect(statuses).toEqual([404, 404, 404, 404, 404, 404, 404])
    await app.runJobs()
    expect(host.requests).toHaveLength(asked)
  })
})
