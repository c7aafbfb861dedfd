import { expect, it } from 'vitest'
import { type ConnectedServices, connectedServices, refsOf } from '../../../test/support/connected-services.ts'
import { describeOnOneDatabase } from '../../../test/support/databases.ts'
import { createListLogger } from '../../../test/support/jobs.ts'
import { NotFound } from '../../kernel/index.ts'
import type { ListedRepository, RepositoryListing } from '../../vcs/index.ts'
import { AutomaticPublishing } from './automatic-publishing.ts'

const SINCE = 1000

/** A repository that became a candidate at this time. */
function listed(identifier: string, candidateSince = SINCE, more: Partial<ListedRepository> = {}): ListedRepository {
  const tags = { versionTags: 1, latestVersion: '1.0.0', checkedAt: 1, error: null }
  const facts = { externalId: identifier, webUrl: '', defaultBranch: 'main', private: true, archived: false, admin: true }
  return { identifier, ...facts, tags, candidateSince, ...more }
}

function automatic(services: ConnectedServices, repositories: readonly ListedRepository[], autoPublishSince: number | null = SINCE) {
  const { messages, logger } = createListLogger()
  const listing = {
    client: { organizationId: services.organization.id, httpUrl: 'https://git.example.com', autoPublishSince, autoPublishGroups: ['a'] },
    token: { id: services.token, serviceProviderUser: null },
    repositories,
    callsBack: false,
  } as unknown as RepositoryListing
  const { database, organizations, changes, repositories: connected, remotes, host: git } = services
  const parts = { database, organizations, changes, repositories: connected, remotes, git, logger }
  const publishing = new AutomaticPublishing({ ...parts, upkeep: { stored: async () => listing } })
  return { messages, publishing, publishNew: () => publishing.publishNew(services.token) }
}

const connectionGone = async () => {
  throw new NotFound('oauth token not found')
}

async function names({ database: { queries } }: ConnectedServices): Promise<string[]> {
  return (await queries.selectFrom('registry_modules').select('name').orderBy('name').execute()).map(({ name }) => name)
}

describeOnOneDatabase('repositories of a watched connection', (open) => {
  it('are published by the server when they are in a named group and became ready since it is watched', async () => {
    const services = await connectedServices(await open())
    services.host.has.set('b/terraform-aws-foreign', refsOf(['v1.0.0']))
    for (const name of ['new', 'old', 'tagless']) services.host.has.set(`a/terraform-aws-${name}`, refsOf(['v1.0.0']))
    const tagless = { tags: { versionTags: 0, latestVersion: null, checkedAt: 1, error: null } }
    const repositories = [
      listed('b/terraform-aws-foreign'),
      listed('a/terraform-aws-new'),
      listed('a/terraform-aws-old', SINCE - 1),
      listed('a/terraform-aws-tagless', SINCE, tagless),
      listed('a/other'),
    ]
    await automatic(services, repositories).publishNew()
    expect(await names(services)).toEqual(['new'])
    expect(services.recorded).toMatchObject([
      { subject: 'system', action: 'create', resource: { meta: { repository: 'a/terraform-aws-new' } } },
    ])
    expect(services.requested).toHaveLength(1)
  })

  it('are published once', async () => {
    const services = await connectedServices(await open())
    services.host.has.set('a/terraform-aws-vpc', refsOf(['v1.0.0']))
    const { publishNew, messages } = automatic(services, [listed('a/terraform-aws-vpc')])
    await publishNew()
    await publishNew()
    expect(await names(services)).toEqual(['vpc'])
    expect(messages).toEqual([])
  })

  it('are left alone when nobody asked for it any more, or the connection is gone', async () => {
    const services = await connectedServices(await open())
    services.host.has.set('a/terraform-aws-vpc', refsOf(['v1.0.0']))
    const { publishing } = automatic(services, [listed('a/terraform-aws-vpc')], null)
    await publishing.publishNew(services.token)
    const { database, organizations, changes, repositories, remotes, host: git } = services
    const parts = { database, organizations, changes, repositories, remotes, git, logger: createListLogger().logger }
    await new AutomaticPublishing({ ...parts, upkeep: { stored: connectionGone } }).publishNew(services.token)
    expect(await names(services)).toEqual([])
  })

  it('are not published again after their module was deleted', async () => {
    const services = await connectedServices(await open())
    services.host.has.set('a/terraform-aws-vpc', refsOf(['v1.0.0']))
    const { publishNew } = automatic(services, [listed('a/terraform-aws-vpc')])
    await publishNew()
    await services.deletions.deleteModules(services.owner, 'acme', { name: 'vpc' })
    await publishNew()
    expect(await names(services)).toEqual([])
  })

  it('do not wait for one that cannot be read', async () => {
    const services = await connectedServices(await open())
    services.host.has.set('a/terraform-aws-vpc', refsOf(['v1.0.0']))
    const { publishNew, messages } = automatic(services, [listed('a/terraform-aws-gone'), listed('a/terraform-aws-vpc')])
    await publishNew()
    expect(await names(services)).toEqual(['vpc'])
    expect(messages).toEqual(['repository could not be published automatically'])
  })
})
