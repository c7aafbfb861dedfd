import { expect, it } from 'vitest'
import { type ConnectedServices, connectedServices, refsOf } from '../../../test/support/connected-services.ts'
import { describeOnOneDatabase } from '../../../test/support/databases.ts'
import { packageOf } from '../../../test/support/module-services.ts'
import { Invalid, NotFound } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { tagsOf } from '../registry-module/tag-rows.ts'
import { versionsOf } from '../registry-module/version-rows.ts'
import { type ModuleUpdateRequest, ModuleUpdates } from './module-updates.ts'

const VPC = 'group/terraform-aws-vpc'
const OTHER = 'group/terraform-aws-other'
const PATH = { organization: 'acme', registryName: 'private', namespace: 'acme', name: 'vpc', provider: 'aws' }

/** A module of the tags v1.0.0, published, and v2.0.0, under way. */
async function withModule(services: ConnectedServices, ...tags: string[]) {
  const { host, owner, token, findings, tasks, outcomes, database } = services
  const refs = refsOf(['v1.0.0', 'v2.0.0', ...tags], ['main', 'next'])
  host.has.set(VPC, refs)
  host.has.set(OTHER, refsOf([]))
  const module = await services.publishing.publish(owner, 'acme', { identifier: VPC, oauthTokenId: token })
  const repositoryId = repositoryOf(module)
  await findings.recordTags(repositoryId, { tags: refs.tags, pushedAgain: new Set() }, 'git')
  const begin = async (version: string) => {
    const task = (await tasks.unfinished(repositoryId)).find((each) => each.version.version === version)
    if (task === undefined || !(await tasks.startCloning(task)) || !(await tasks.startIngress(task))) throw new Error('cannot begin')
    return task
  }
  await outcomes.publish(await begin('1.0.0'), packageOf('one'))
  const { nextSyncAt } = await services.repositories.read(repositoryId)
  await services.syncs.record(repositoryId, { digest: refs.digest, at: 1, next: 2, changed: true, seenNextSyncAt: nextSyncAt })
  const underWay = await begin('2.0.0')
  services.requested.splice(0)
  services.recorded.splice(0)
  host.asked.splice(0)
  return {
    repositoryId,
    underWay,
    id: module.id,
    update: (request: ModuleUpdateRequest, as: Subject = owner) => services.updates.update(as, PATH, request),
    read: () => services.modules.readById(owner, module.id),
    tags: async () => (await tagsOf(database.queries, module.id)).map(({ tag, decision }) => `${tag} ${decision}`),
    versions: async () => (await versionsOf(database.queries, [module.id])).map(({ version, status }) => `${version} ${status}`),
  }
}

function repositoryOf({ vcsRepositoryId }: RegistryModule) {
  if (vcsRepositoryId === null) throw new Error('the module has no repository')
  return vcsRepositoryId
}

describeOnOneDatabase('an update of a module', (open) => {
  it('of where its tags are has all of them decided on again, except those of published versions', async () => {
    const services = await connectedServices(await open())
    const { update, tags, versions, read, repositoryId } = await withModule(services, 'net/v3.0.0')
    expect(await tags()).toEqual(expect.arrayContaining(['v1.0.0 imported', 'v2.0.0 pending', 'net/v3.0.0 not_semver']))
    await update({ repository: { tagPrefix: 'net/' } })
    expect([await tags(), await versions()]).toEqual([['v1.0.0 imported'], ['1.0.0 ok']])
    expect(await read()).toMatchObject({ tagPrefix: 'net/', status: 'setup_complete', latestVersion: '1.0.0' })
    // The next sync does not take the tags for unchanged, and it is asked for.
    expect((await services.repositories.read(repositoryId)).refsDigest).toBeNull()
    expect(services.requested).toEqual([repositoryId])
    const { tags: listed } = refsOf(['v1.0.0', 'v2.0.0', 'net/v3.0.0'])
    await services.findings.recordTags(repositoryId, { tags: listed, pushedAgain: new Set() }, 'git')
    expect(await versions()).toEqual(['3.0.0 pending', '1.0.0 ok'])
  })

  it('keeps an import that is under way from publishing what the old settings made', async () => {
    const services = await connectedServices(await open())
    const { update, versions, underWay } = await withModule(services)
    await update({ repository: { sourceDirectory: 'modules/vpc' } })
    expect(await services.outcomes.publish(underWay, packageOf('two'))).toBe(false)
    expect(await versions()).toEqual(['1.0.0 ok'])
  })

  it('leaves imports alone that it has nothing to do with', async () => {
    const services = await connectedServices(await open())
    const { update, versions, underWay } = await withModule(services)
    await update({ noCode: true, tagBindings: [{ key: 'team', value: 'net' }], repository: { displayIdentifier: 'VPC' } })
    expect(services.requested).toEqual([])
    expect(await services.outcomes.publish(underWay, packageOf('two'))).toBe(true)
    expect(await versions()).toEqual(['2.0.0 ok', '1.0.0 ok'])
  })

  it('asks the host only for another branch or repository', async () => {
    const services = await connectedServices(await open())
    const { update } = await withModule(services)
    await update({ repository: { identifier: VPC, tags: true } })
    expect(services.host.asked).toEqual([])
    await update({ repository: { branch: 'next' } })
    expect(services.host.asked.splice(0)).toEqual([VPC])
    await update({ repository: { branch: 'next', sourceDirectory: 'vpc' } })
    expect(services.host.asked).toEqual([])
    await update({ repository: { identifier: OTHER, tags: true } })
    expect(services.host.asked).toContain(OTHER)
  })

  it('to another repository leaves the old one, which goes when no other module comes from it', async () => {
    const services = await connectedServices(await open())
    const { update, repositoryId, read } = await withModule(services)
    const second = await services.publishing.publish(services.owner, 'acme', {
      identifier: VPC,
      oauthTokenId: services.token,
      name: 'second',
    })
    services.requested.splice(0)
    await update({ repository: { identifier: OTHER } })
    const moved = repositoryOf(await read())
    expect(moved).not.toBe(repositoryId)
    expect(services.requested).toEqual([moved])
    expect((await services.repositories.read(repositoryId)).identifier).toBe(VPC)
    await services.updates.update(services.owner, { ...PATH, name: second.name }, { repository: { identifier: OTHER } })
    await expect(services.repositories.read(repositoryId)).rejects.toThrow(NotFound)
    expect((await services.repositories.read(moved)).identifier).toBe(OTHER)
  })

  it('clears what kept the old repository from being read', async () => {
    const services = await connectedServices(await open())
    const { update, repositoryId, read } = await withModule(services)
    await services.findings.recordProblem(repositoryId, 'the host is down', false)
    expect((await read()).statusDetail).toBe('the host is down')
    await update({ repository: { identifier: OTHER } })
    expect((await read()).statusDetail).toBeNull()
  })

  it('to what it is already changes nothing, and is not recorded', async () => {
    const services = await connectedServices(await open())
    const { update, read } = await withModule(services)
    const before = await read()
    services.clock.advance(1000)
    expect(await update({})).toEqual(before)
    expect(
      await update({ noCode: false, repository: { tags: false, identifier: VPC, oauthTokenId: services.token, tagPrefix: '' } }),
    ).toEqual(before)
    expect([services.recorded, services.requested]).toEqual([[], []])
  })

  it('is recorded with what is not as it was', async () => {
    const services = await connectedServices(await open())
    const { update, id } = await withModule(services)
    await update({ noCode: true, tagBindings: [{ key: 'team', value: 'net' }], repository: { identifier: OTHER, tagPrefix: 'net/' } })
    expect(services.recorded).toEqual([
      {
        subject: services.owner,
        action: 'update',
        resource: {
          type: 'registry_module',
          id,
          meta: {
            module: 'acme/vpc/aws',
            registry: 'private',
            display_identifier: OTHER,
            tag_prefix: 'net/',
            repository: OTHER,
            tag_bindings: [{ key: 'team', value: 'net' }],
            no_code: true,
          },
        },
        organizationId: services.organization.id,
      },
    ])
  })

  it('of a module that is deleted at the same moment finds nothing, connects nothing and is not recorded', async () => {
    const services = await connectedServices(await open())
    const { owner, database, changes, modules, repositories, lookups, remotes, host: git } = services
    await withModule(services)
    const overtaken = Object.assign(Object.create(changes), {
      change: async (...change: Parameters<typeof changes.change>) => {
        await services.deletions.deleteModules(owner, 'acme', { name: 'vpc' })
        return await changes.change(...change)
      },
    })
    const updates = new ModuleUpdates({
      database,
      changes: overtaken,
      modules,
      repositories,
      lookups,
      remotes,
      git,
      agentPools: { find: async () => undefined },
    })
    await expect(updates.update(owner, PATH, { repository: { identifier: OTHER } })).rejects.toThrow(NotFound)
    expect(services.recorded.map(({ action }) => action)).toEqual(['destroy'])
    expect(services.requested).toEqual([])
    expect(await database.queries.selectFrom('vcs_repositories').select('identifier').execute()).toEqual([])
  })

  it('refuses a repository of another organization, and one that cannot be read, and changes nothing', async () => {
    const services = await connectedServices(await open())
    const { update, read } = await withModule(services)
    const before = await read()
    const { owner, organizations } = services
    const { id: organizationId } = await organizations.create(owner, { name: 'other', email: 'a@b.c' })
    const both = { ...owner, roles: owner.roles.flatMap((role) => [role, { ...role, organizationId }]) } as Subject
    const elsewhere = await services.connect('other', both)
    await expect(update({ repository: { oauthTokenId: elsewhere } }, both)).rejects.toThrow(Invalid)
    await expect(update({ repository: { oauthTokenId: elsewhere } })).rejects.toThrow(NotFound)
    await expect(update({ repository: { identifier: 'group/terraform-aws-gone' } })).rejects.toThrow(Invalid)
    expect(await read()).toEqual(before)
    expect([services.recorded, services.requested]).toEqual([[], []])
  })

  it('may take its repository up again when the connection was deleted', async () => {
    const services = await connectedServices(await open())
    const { update, read } = await withModule(services)
    await services.database.queries.deleteFrom('oauth_clients').execute()
    expect((await read()).vcsRepositoryId).toBeNull()
    const token = await services.connect('acme')
    await update({ repository: { oauthTokenId: token } })
    expect(await services.repositories.read(repositoryOf(await read()))).toMatchObject({ identifier: VPC, oauthTokenId: token })
  })
})
