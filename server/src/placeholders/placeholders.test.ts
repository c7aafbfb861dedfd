// Projects and agent pools follow the same rules, tested once here. Each also has a rule of its own.
import { describe, expect, it } from 'vitest'
import { describeOnOneDatabase } from '../../test/support/databases.ts'
import { changesOn } from '../../test/support/identity-ports.ts'
import { createManualClock } from '../../test/support/jobs.ts'
import type { Queries } from '../database/index.ts'
import { Invalid, NotFound, newId, type OrganizationId, Unauthenticated } from '../kernel/index.ts'
import { Organizations } from '../organizations/index.ts'
import { ANONYMOUS, NO_ACCESS, type Subject } from '../permissions/index.ts'
import { DefaultProjectFounding } from './founding.ts'
import { AGENT_POOLS, PROJECTS } from './kinds.ts'
import { PlaceholderDirectory } from './placeholder-directory.ts'
import { Placeholders } from './placeholders.ts'

async function placeholdersOn(database: Queries) {
  const clock = createManualClock()
  const { changes, accessChanges, recorded } = changesOn(database)
  const directory = new PlaceholderDirectory({ queries: database })
  const shared = { queries: database, clock, changes, accessChanges }
  const founding = new DefaultProjectFounding(shared)
  const organizations = new Organizations({ ...shared, founding, renamings: [], agentPools: directory })
  const userId = newId('user')
  const subjectIn = (organizationId: OrganizationId, owner: boolean): Subject => ({
    kind: 'user',
    userId,
    siteAdmin: false,
    roles: [{ organizationId, owner, access: { ...NO_ACCESS, 'manage-modules': true, 'manage-teams': true } }],
  })
  const found = async (name: string) => {
    const { id } = await organizations.create({ kind: 'user', userId, siteAdmin: false, roles: [] }, { name, email: 'a@b.c' })
    return { id, owner: subjectIn(id, true), member: subjectIn(id, false) }
  }
  const [acme, other] = [await found('acme'), await found('other')]
  recorded.length = 0
  const projects = new Placeholders({ ...shared, organizations, kind: PROJECTS })
  const pools = new Placeholders({ ...shared, organizations, kind: AGENT_POOLS })
  return { clock, recorded, directory, organizations, acme, other, projects, pools }
}

type Scene = Awaited<ReturnType<typeof placeholdersOn>>

/** What both have in common, under one name. */
const KINDS = [
  ['projects', 'project', ({ projects }: Scene) => projects],
  ['agent pools', 'agent_pool', ({ pools }: Scene) => pools],
] as const

describe.each(KINDS)('%s', (_name, type, serviceOf) => {
  describeOnOneDatabase('of an organization', (open) => {
    it('are created, renamed and deleted by owners, each in the audit trail', async () => {
      const all = await placeholdersOn((await open()).queries)
      const { acme, clock, recorded } = all
      const service = serviceOf(all)
      const made = await service.create(acme.owner, 'acme', { name: 'Network' })
      expect(made).toMatchObject({ organizationId: acme.id, name: 'Network', createdAt: clock.now(), updatedAt: clock.now() })
      clock.advance(1000)
      const renamed = await service.update(acme.owner, made.id as never, { name: 'Platform' })
      expect(renamed).toEqual({ ...made, name: 'Platform', updatedAt: clock.now() })
      expect(await service.read(acme.owner, made.id as never)).toEqual(renamed)
      await service.delete(acme.owner, made.id as never)
      await expect(service.read(acme.owner, made.id as never)).rejects.toThrow(NotFound)
      const entry = (action: string, name: string) => ({
        subject: acme.owner,
        action,
        resource: { type, id: made.id, meta: { name } },
        organizationId: acme.id,
      })
      expect(recorded).toEqual([entry('create', 'Network'), entry('update', 'Platform'), entry('destroy', 'Platform')])
    })

    it('are listed by name, in any case, for their organization only', async () => {
      const all = await placeholdersOn((await open()).queries)
      const service = serviceOf(all)
      for (const name of ['zeta', 'Alpha', 'beta']) await service.create(all.acme.owner, 'acme', { name })
      await service.create(all.other.owner, 'other', { name: 'Foreign' })
      const names = (await service.list(all.acme.member, 'acme')).map(({ name }) => name)
      expect(names.filter((name) => name !== 'Default Project')).toEqual(['Alpha', 'beta', 'zeta'])
    })

    it('have unique names, ignoring case; another organization may use the same ones', async () => {
      const all = await placeholdersOn((await open()).queries)
      const service = serviceOf(all)
      await service.create(all.acme.owner, 'acme', { name: 'Network' })
      const second = await service.create(all.acme.owner, 'acme', { name: 'Platform' })
      await expect(service.create(all.acme.owner, 'acme', { name: 'NETWORK' })).rejects.toThrow('Name has already been taken')
      await expect(service.update(all.acme.owner, second.id as never, { name: 'network' })).rejects.toThrow('Name has already been taken')
      await expect(service.update(all.acme.owner, second.id as never, { name: 'PLATFORM' })).resolves.toMatchObject({ name: 'PLATFORM' })
      await expect(service.create(all.other.owner, 'other', { name: 'Network' })).resolves.toBeDefined()
    })

    it.each([
      ['', "Name can't be blank"],
      [' \t', "Name can't be blank"],
      ['x'.repeat(256), 'Name is too long (maximum is 255 characters)'],
      ['a\u0000b', 'Name may only contain letters, numbers, spaces, - and _'],
      // go-tfe's idea of a bad name
      ['! / nope', 'Name may only contain letters, numbers, spaces, - and _'],
      [' padded', 'Name must not begin or end with a space'],
    ])('cannot be called %j', async (name, problem) => {
      const all = await placeholdersOn((await open()).queries)
      const refusal: unknown = await serviceOf(all)
        .create(all.acme.owner, 'acme', { name })
        .catch((error: unknown) => error)
      expect((refusal as Invalid).problems).toEqual([{ detail: problem, pointer: '/data/attributes/name' }])
    })

    it('can be read by members, changed by owners, and do not exist for others', async () => {
      const all = await placeholdersOn((await open()).queries)
      const { acme, other } = all
      const service = serviceOf(all)
      const { id } = await service.create(acme.owner, 'acme', { name: 'Network' })
      expect(await service.read(acme.member, id as never)).toMatchObject({ name: 'Network' })
      for (const subject of [acme.member, other.owner]) {
        await expect(service.create(subject, 'acme', { name: 'Mine' })).rejects.toThrow(NotFound)
        await expect(service.update(subject, id as never, { name: 'Mine' })).rejects.toThrow(NotFound)
        await expect(service.delete(subject, id as never)).rejects.toThrow(NotFound)
      }
      await expect(service.read(other.owner, id as never)).rejects.toThrow(NotFound)
      await expect(service.list(other.owner, 'acme')).rejects.toThrow(NotFound)
      await expect(service.read(ANONYMOUS, id as never)).rejects.toThrow(Unauthenticated)
      expect(await service.read(acme.owner, id as never)).toMatchObject({ name: 'Network' })
    })
  })
})

describeOnOneDatabase('the default project', (open) => {
  it('is there from the beginning, can be renamed, and cannot be deleted', async () => {
    const { projects, directory, organizations, acme, recorded } = await placeholdersOn((await open()).queries)
    const [project] = await projects.list(acme.owner, 'acme')
    if (project === undefined) throw new Error('no project')
    expect(project).toMatchObject({ name: 'Default Project', description: '' })
    await projects.update(acme.owner, project.id, { name: 'Everything', description: 'of ours' })
    await expect(projects.delete(acme.owner, project.id)).rejects.toThrow('The default project cannot be deleted')
    const organization = await organizations.read(acme.owner, 'acme')
    expect(await directory.defaultProjectOf(organization)).toMatchObject({ id: project.id, name: 'Everything', description: 'of ours' })
    expect(recorded.map(({ action }) => action)).toEqual(['update'])
  })

  it('has a description of at most 1024 characters, as every project', async () => {
    const { projects, acme } = await placeholdersOn((await open()).queries)
    const longest = { name: 'long', description: 'x'.repeat(1024) }
    await expect(projects.create(acme.owner, 'acme', longest)).resolves.toMatchObject(longest)
    await expect(projects.create(acme.owner, 'acme', { name: 'longer', description: 'x'.repeat(1025) })).rejects.toThrow(Invalid)
  })
})

describeOnOneDatabase('an agent pool', (open) => {
  it('is open to the whole organization by default', async () => {
    const { pools, acme } = await placeholdersOn((await open()).queries)
    const made = await pools.create(acme.owner, 'acme', { name: 'pool' })
    expect(made.organizationScoped).toBe(true)
    await pools.update(acme.owner, made.id, { organizationScoped: false })
    await pools.update(acme.owner, made.id, { name: 'other' })
    expect(await pools.read(acme.owner, made.id)).toMatchObject({ name: 'other', organizationScoped: false })
  })

  it('is found for its own organization only', async () => {
    const { pools, directory, acme, other } = await placeholdersOn((await open()).queries)
    const { id } = await pools.create(acme.owner, 'acme', { name: 'pool' })
    expect(await directory.hasAgentPool(acme.id, id)).toBe(true)
    expect(await directory.hasAgentPool(other.id, id)).toBe(false)
    expect(await directory.hasAgentPool(acme.id, newId('agent-pool'))).toBe(false)
  })

  it('is no longer the default of its organization after deletion', async () => {
    const { pools, organizations, acme } = await placeholdersOn((await open()).queries)
    const { id } = await pools.create(acme.owner, 'acme', { name: 'pool' })
    const changes = { settings: { 'default-execution-mode': 'agent' }, defaultAgentPoolId: id }
    expect(await organizations.update(acme.owner, 'acme', changes)).toMatchObject({ defaultAgentPoolId: id })
    await pools.delete(acme.owner, id)
    expect(await organizations.read(acme.owner, 'acme')).toMatchObject({ defaultAgentPoolId: null })
  })
})
