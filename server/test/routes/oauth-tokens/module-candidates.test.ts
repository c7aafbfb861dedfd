// Publishing many repositories of a connection at once, and automatically when they appear.
import { afterEach, expect, it } from 'vitest'
import { type AdministeredApi, describeAdministered } from '../../support/administered-api.ts'
import { type ConnectedApp, connectedApp, HOUR, MINUTE, MODULE } from '../../vcs/connected-app.ts'
import { codesOf, fill, moduleRepository, repositoriesAt } from '../../vcs/listed-repositories.ts'

const PUBLISHING = { 'auto-publish': true, 'auto-publish-groups': ['Platform'] }

const byText = (one: string, other: string) => (one < other ? -1 : 1)

const moduleNames = async (app: AdministeredApi) =>
  (await app.list('/api/v2/organizations/acme/registry-modules')).map(({ attributes }) => String(attributes['name'])).toSorted(byText)

const publishing = async (app: AdministeredApi, path: string, identifiers: unknown) => {
  const answer = await app.request('POST', `${path}/actions/publish-modules`, { data: { attributes: { identifiers } } })
  return { status: answer.status, results: answer.status === 200 ? JSON.parse(answer.text).data : [] }
}

const patchClient = async (app: AdministeredApi, path: string, attributes: unknown, as?: string) =>
  app.request('PATCH', path, { data: { type: 'oauth-clients', attributes } }, as)

/** The recurring jobs, at their times. */
const watch = (app: AdministeredApi) => app.pass(15 * MINUTE)

describeAdministered('module candidates of a connection', (start) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })
  const connected = async (): Promise<ConnectedApp & { path: string; clientPath: string }> => {
    const made = await connectedApp('gitea', start)
    endings.push(() => made.close())
    const client = (await made.token()).relationships['oauth-client']?.data as { id: string }
    return { ...made, path: `/api/v2/oauth-tokens/${made.oauthTokenId}`, clientPath: `/api/v2/oauth-clients/${client.id}` }
  }

  it('proposes a module for each repository, or says why not', async () => {
    const { app, host, path, publish } = await connected()
    const vpc = await moduleRepository(host, 'terraform-aws-vpc', ['v1.0.0'])
    await moduleRepository(host, 'terraform-google-kubernetes-engine', ['v0.1.0', 'v0.2.0'])
    fill(host, 30)
    await publish(vpc)
    await app.request('POST', `${path}/actions/refresh-repos`)
    await app.runJobs()
    const { data, meta } = await repositoriesAt(app, `${path}/module-candidates`)
    expect([data.length, meta.listing.error]).toEqual([32, null])
    expect(data[1]?.attributes).toEqual({
      identifier: 'platform/terraform-google-kubernetes-engine',
      namespace: 'acme',
      name: 'kubernetes-engine',
      provider: 'google',
      ready: true,
      reasons: [],
      'version-tags': 2,
      'latest-version': '0.2.0',
    })
    expect(data.filter(({ attributes }) => attributes['ready'])).toHaveLength(1)
    expect([codesOf(data[0] as never), codesOf(data[2] as never)]).toEqual([['published'], ['name']])
    expect(data[2]?.attributes).toMatchObject({ namespace: null, name: null, provider: null })
    expect((await repositoriesAt(app, `${path}/module-candidates?page[size]=5`)).data).toHaveLength(5)
  })

  it('publishes the chosen ones in one call, even when one of them fails', async () => {
    const { app, host, path, versions } = await connected()
    for (const name of ['vpc', 'subnet', 'bucket']) await moduleRepository(host, `terraform-aws-${name}`, ['v1.0.0'])
    await moduleRepository(host, 'network', ['v1.0.0'])
    const names = [
      'terraform-aws-vpc',
      'terraform-aws-none',
      'network',
      'terraform-aws-subnet',
      'terraform-aws-vpc',
      'terraform-aws-bucket',
    ]
    const identifiers = names.map((name) => `platform/${name}`)
    const { status, results } = await publishing(app, path, identifiers)
    expect(status).toBe(200)
    expect(results.map(({ attributes }: never) => [attributes['identifier'], attributes['status'], attributes['error']])).toEqual([
      ['platform/terraform-aws-vpc', 'published', null],
      ['platform/terraform-aws-none', 'failed', expect.stringContaining('could not be read')],
      ['platform/network', 'failed', expect.stringContaining('terraform-<PROVIDER>-<NAME>')],
      ['platform/terraform-aws-subnet', 'published', null],
      ['platform/terraform-aws-bucket', 'published', null],
    ])
    const first = results[0].relationships['registry-module'].data
    expect((await app.get(`/api/v2/registry-modules/${first.id}`)).attributes['name']).toBe('vpc')
    expect(results[1].relationships['registry-module'].data).toBeNull()
    await app.runJobs()
    expect(await versions('subnet')).toEqual(['1.0.0'])
    const again = await publishing(app, path, ['platform/terraform-aws-vpc'])
    expect(again.results[0].attributes).toMatchObject({ status: 'failed', error: expect.stringContaining('already been published') })
  })

  it('accepts one to a hundred identifiers at a time', async () => {
    const { app, path } = await connected()
    const many = Array.from({ length: 101 }, (_, index) => `platform/terraform-aws-m${index}`)
    for (const identifiers of [[], many, 'platform/terraform-aws-vpc', [''], [7], undefined]) {
      expect([identifiers, (await publishing(app, path, identifiers)).status]).toEqual([identifiers, 422])
    }
    expect(await moduleNames(app)).toEqual([])
  })

  it('publishes new repositories automatically once enabled, and records it in the audit trail', async () => {
    const { app, host, path, clientPath, versions } = await connected()
    await moduleRepository(host, 'terraform-aws-old', ['v1.0.0'])
    const waiting = await moduleRepository(host, 'terraform-aws-waiting', ['not-a-version'])
    expect((await app.get(clientPath)).attributes['auto-publish']).toBe(false)
    const patched = await patchClient(app, clientPath, PUBLISHING)
    expect(JSON.parse(patched.text).data.attributes['auto-publish']).toBe(true)
    await app.runJobs()
    expect(await moduleNames(app)).toEqual([])

    await moduleRepository(host, 'terraform-aws-vpc', ['v1.0.0'])
    await moduleRepository(host, 'not-a-module', ['v1.0.0'])
    // Somebody else shares a repository of theirs with the credential's user.
    await host.createRepository('strangers/terraform-aws-evil', { commit: { files: MODULE, tags: ['v1.0.0'] } })
    await host.push(waiting, { files: { a: '' }, tags: ['v0.1.0'] })
    await app.pass(HOUR)
    expect(await moduleNames(app)).toEqual(['vpc', 'waiting'])
    await app.runJobs()
    expect(await versions('vpc')).toEqual(['1.0.0'])
    const trail = await app.database
      .selectFrom('audit_events')
      .selectAll()
      .where('action', '=', 'create')
      .where('resource_type', '=', 'registry_module')
      .execute()
    const told = trail.map((event) => `${event.accessor_name}: ${JSON.parse(event.meta ?? '{}').module}`)
    expect(told.toSorted(byText)).toEqual(['system: acme/vpc/aws', 'system: acme/waiting/aws'])

    await patchClient(app, clientPath, { 'auto-publish': false })
    await moduleRepository(host, 'terraform-aws-later', ['v1.0.0'])
    await watch(app)
    await app.request('POST', `${path}/actions/refresh-repos`)
    await app.runJobs()
    expect(await moduleNames(app)).toEqual(['vpc', 'waiting'])
  })

  it('does not publish deleted modules again, nor repositories that reappear in the list', async () => {
    const { app, host, path, clientPath } = await connected()
    const old = await moduleRepository(host, 'terraform-aws-old', ['v1.0.0'])
    await patchClient(app, clientPath, PUBLISHING)
    await app.runJobs()
    await moduleRepository(host, 'terraform-aws-vpc', ['v1.0.0'])
    await watch(app)
    expect(await moduleNames(app)).toEqual(['vpc'])
    await app.request('DELETE', '/api/v2/organizations/acme/registry-modules/private/acme/vpc/aws')
    host.repositories.splice(host.repositories.indexOf(old), 1)
    await watch(app)
    host.repositories.push(old)
    await watch(app)
    // The deleted module can no longer be restored by then, but its repository is still remembered.
    await app.pass(40 * 24 * HOUR)
    await watch(app)
    expect(await moduleNames(app)).toEqual([])
    const [vpc] = (await repositoriesAt(app, `${path}/module-candidates?q=vpc`)).data
    expect([vpc?.attributes['ready'], codesOf(vpc as never)]).toEqual([true, ['deleted']])
    expect((await publishing(app, path, ['platform/terraform-aws-vpc'])).results[0].attributes['status']).toBe('published')
  })

  it('publishes of named groups only, and has none without them', async () => {
    const { app, clientPath } = await connected()
    const refused = await patchClient(app, clientPath, { 'auto-publish': true })
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('/data/attributes/auto-publish-groups')])
    const malformed = await patchClient(app, clientPath, { ...PUBLISHING, 'auto-publish-groups': ['https://git.example.com/platform'] })
    expect([malformed.status, malformed.text]).toEqual([422, expect.stringContaining('write a group as repositories begin with it')])
    await patchClient(app, clientPath, PUBLISHING)
    expect((await patchClient(app, clientPath, { 'auto-publish-groups': [] })).status).toBe(422)
    expect((await app.get(clientPath)).attributes).toMatchObject(PUBLISHING)
    // An earlier release made it watch everything; another change is no reason to refuse.
    await app.database.updateTable('oauth_clients').set({ auto_publish_groups: '[]' }).execute()
    expect((await patchClient(app, clientPath, { name: 'ours' })).status).toBe(200)
  })

  it('is enabled by those who manage both connections and modules, where the host has a list', async () => {
    const { app, clientPath } = await connected()
    const { userRegistry, tokenIssuer, teams, teamMembers, authenticator } = app.app.identity
    const boss = await authenticator.authenticate(app.token)
    const user = await userRegistry.register({ username: 'vic', email: 'vic@example.com', siteAdmin: false })
    const organization = await app.get('/api/v2/organizations/acme')
    await app.database
      .insertInto('organization_memberships')
      .values({
        id: 'ou-vic' as never,
        organization_id: organization.attributes['external-id'],
        user_id: user.id,
        email: 'vic@example.com',
        status: 'active',
        created_at: 1,
      })
      .execute()
    const team = await teams.create(boss, 'acme', { name: 'vcs', organizationAccess: { 'manage-vcs-settings': true } })
    await teamMembers.add(boss, team.id, { users: ['vic'] })
    const token = (await tokenIssuer.issue(user.id)).text
    expect((await patchClient(app, clientPath, { name: 'ours' }, token)).status).toBe(200)
    expect((await patchClient(app, clientPath, PUBLISHING, token)).status).toBe(404)
    const git = { 'service-provider': 'git', 'http-url': 'https://git.example.com', ...PUBLISHING }
    const body = { data: { type: 'oauth-clients', attributes: git } }
    const refused = await app.request('POST', '/api/v2/organizations/acme/oauth-clients', body)
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('/data/attributes/auto-publish')])
  })
})
