import { describe, expect, it } from 'vitest'
import { type ConnectedServices, connectedServices, refsOf } from '../../../test/support/connected-services.ts'
import { describeOnOneDatabase } from '../../../test/support/databases.ts'
import { Invalid, NotFound, newId } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { PublicationRequest } from './publication.ts'
import type { ConnectionRequest } from './publishing.ts'

const VPC = 'group/terraform-aws-vpc'

async function withRepository(services: ConnectedServices) {
  services.host.has.set(VPC, refsOf(['v1.0.0'], ['main', 'next']))
  const publish = (
    request: PublicationRequest & ConnectionRequest = {},
    as: Subject = services.owner,
    organization: string | undefined = 'acme',
  ) => services.publishing.publish(as, organization, { identifier: VPC, oauthTokenId: services.token, ...request })
  return { publish }
}

const testConfig = (agentPoolId: string) => ({ branch: 'main', testConfig: { agentExecutionMode: 'agent', agentPoolId } })

async function storedIn({ database: { queries } }: ConnectedServices) {
  const [modules, repositories, versions] = await Promise.all([
    queries.selectFrom('registry_modules').select('id').execute(),
    queries.selectFrom('vcs_repositories').select('id').execute(),
    queries.selectFrom('registry_module_versions').select('id').execute(),
  ])
  return [modules.length, repositories.length, versions.length]
}

async function problemsOf(attempt: Promise<unknown>): Promise<(string | undefined)[]> {
  const refusal: unknown = await attempt.catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(Invalid)
  return (refusal as Invalid).problems.map(({ pointer }) => pointer)
}

/** Somebody who owns another organization as well, with a connection there. */
async function withOther(services: ConnectedServices) {
  const { owner, organizations } = services
  const other = await organizations.create(owner, { name: 'other', email: 'a@b.c' })
  const [role] = owner.roles
  if (role === undefined) throw new Error('the owner has no role')
  const both = { ...owner, roles: [role, { ...role, organizationId: other.id }] } as Subject
  return { other, both, token: await services.connect('other', both) }
}

describeOnOneDatabase('publishing a repository', (open) => {
  it('makes a module that waits for its first import, and asks for that', async () => {
    const services = await connectedServices(await open())
    const { publish } = await withRepository(services)
    const module = await publish()
    expect(module).toMatchObject({
      namespace: 'acme',
      name: 'vpc',
      provider: 'aws',
      status: 'pending',
      publishingMechanism: 'git_tag',
      displayIdentifier: VPC,
      latestVersion: null,
    })
    expect(services.requested).toEqual([module.vcsRepositoryId])
    expect(await services.modules.readById(services.owner, module.id)).toEqual(module)
    const entry = await services.catalogue.find(module)
    expect(JSON.parse(entry?.versions ?? '')).toEqual({ modules: [{ source: 'acme/vpc/aws', versions: [] }] })
  })

  it('is recorded with the repository, and how versions come from it', async () => {
    const services = await connectedServices(await open())
    const { publish } = await withRepository(services)
    const { id } = await publish({ branch: 'next', noCode: true })
    expect(services.recorded).toEqual([
      {
        subject: services.owner,
        action: 'create',
        resource: {
          type: 'registry_module',
          id,
          meta: {
            module: 'acme/vpc/aws',
            registry: 'private',
            repository: VPC,
            publishing_mechanism: 'branch',
            branch: 'next',
            no_code: true,
          },
        },
        organizationId: services.organization.id,
      },
    ])
  })

  it('by a branch makes the first version at once, under the number that is asked for', async () => {
    const services = await connectedServices(await open())
    const { publish } = await withRepository(services)
    const { id } = await publish({ branch: 'next', initialVersion: '2.0.0' })
    const versions = await services.database.queries.selectFrom('registry_module_versions').selectAll().execute()
    expect(versions).toMatchObject([
      { registry_module_id: id, version: '2.0.0', branch: 'next', tag: null, status: 'pending', source: 'git' },
    ])
  })

  it('twice at the same moment publishes one module, and the other request learns why', async () => {
    const services = await connectedServices(await open())
    const { publish } = await withRepository(services)
    const results = await Promise.allSettled([publish(), publish()])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const [refused] = results.filter((result) => result.status === 'rejected')
    expect(refused?.reason).toBeInstanceOf(Invalid)
    expect(refused?.reason.problems).toEqual([
      { detail: 'Module acme/vpc/aws has already been published', pointer: '/data/attributes/name' },
    ])
    expect(await storedIn(services)).toEqual([1, 1, 0])
    expect(services.recorded).toHaveLength(1)
  })

  it('under several names connects it once', async () => {
    const services = await connectedServices(await open())
    const { publish } = await withRepository(services)
    const [one, other] = [await publish(), await publish({ name: 'network' })]
    expect(other.vcsRepositoryId).toBe(one.vcsRepositoryId)
    expect(services.requested).toEqual([one.vcsRepositoryId, one.vcsRepositoryId])
  })

  it('looks at all tags again when another module comes from it already', async () => {
    const services = await connectedServices(await open())
    const { publish } = await withRepository(services)
    const { vcsRepositoryId } = await publish()
    if (vcsRepositoryId === null) throw new Error('no repository')
    const at = {
      digest: 'seen',
      at: 1,
      next: 2,
      changed: true,
      seenNextSyncAt: (await services.repositories.read(vcsRepositoryId)).nextSyncAt,
    }
    await services.syncs.record(vcsRepositoryId, at)
    expect((await services.repositories.read(vcsRepositoryId)).refsDigest).toBe('seen')
    await publish({ name: 'network' })
    expect((await services.repositories.read(vcsRepositoryId)).refsDigest).toBeNull()
  })

  describe('leaves nothing behind and records nothing', () => {
    it.each<[string, PublicationRequest & ConnectionRequest, string, asked: number]>([
      ['when the host does not have it', { identifier: 'group/terraform-aws-none' }, 'identifier', 2],
      ['when it lacks the branch', { branch: 'gone' }, 'branch', 1],
      ['when the request names two connections', { githubAppInstallationId: 'ghain-1' }, 'oauth-token-id', 0],
      ['when the request names no connection', { oauthTokenId: '' }, 'oauth-token-id', 0],
      ['when the installation is not there', { oauthTokenId: '', githubAppInstallationId: 'ghain-1' }, 'github-app-installation-id', 0],
      ['when the body names another organization', { organizationName: 'other' }, 'organization-name', 0],
    ])('%s', async (_when, request, member, asked) => {
      const services = await connectedServices(await open())
      const { publish } = await withRepository(services)
      expect(await problemsOf(publish(request))).toEqual([`/data/attributes/vcs-repo/${member}`])
      expect(services.host.asked).toHaveLength(asked)
      expect(await storedIn(services)).toEqual([0, 0, 0])
      expect([services.requested, services.recorded]).toEqual([[], []])
    })
  })

  it('does not ask the host when the request contradicts itself', async () => {
    const services = await connectedServices(await open())
    const { publish } = await withRepository(services)
    await problemsOf(publish({ branch: 'main', tags: true }))
    await problemsOf(publish({ oauthTokenId: '' }))
    expect(services.host.asked).toEqual([])
  })

  it('takes the organization of the connection when none is named, and refuses any other', async () => {
    const services = await connectedServices(await open())
    const { publish } = await withRepository(services)
    const { both, token, other } = await withOther(services)
    expect(await problemsOf(publish({ oauthTokenId: token }, both))).toEqual(['/data/attributes/vcs-repo/oauth-token-id'])
    expect(await storedIn(services)).toEqual([0, 0, 0])
    const module = await services.publishing.publish(both, undefined, { identifier: VPC, oauthTokenId: token })
    expect(module).toMatchObject({ organizationId: other.id, namespace: 'other' })
  })

  it('uses agent pools of its own organization only', async () => {
    const services = await connectedServices(await open())
    const { publish } = await withRepository(services)
    services.pools.set('apool-own', { organizationId: services.organization.id, name: 'own' })
    services.pools.set('apool-other', { organizationId: newId('organization'), name: 'other' })
    expect(await problemsOf(publish(testConfig('apool-other')))).toEqual(['/data/attributes/test-config/agent-pool-id'])
    expect(await problemsOf(publish(testConfig('apool-none')))).toEqual(['/data/attributes/test-config/agent-pool-id'])
    const { testConfig: stored } = await publish(testConfig('apool-own'))
    expect(JSON.parse(stored ?? '')).toMatchObject({ 'agent-pool-id': 'apool-own', 'agent-pool-name': 'own' })
  })

  it('is for people who manage modules there; for others, there is no such connection', async () => {
    const services = await connectedServices(await open())
    const { publish } = await withRepository(services)
    const { organization } = services
    const user = (access: object): Subject => ({
      kind: 'user',
      userId: newId('user'),
      siteAdmin: false,
      roles: [{ organizationId: organization.id, owner: false, access: { ...services.owner.roles[0]!.access, ...access } }],
    })
    await expect(publish({}, user({ 'manage-modules': false }))).rejects.toThrow(NotFound)
    await expect(
      services.publishing.publish(user({ 'manage-modules': false }), undefined, { identifier: VPC, oauthTokenId: services.token }),
    ).rejects.toThrow(`oauth token ${services.token} not found`)
    expect(services.host.asked).toEqual([])
    expect((await publish({}, user({ 'manage-modules': true }))).name).toBe('vpc')
  })
})
