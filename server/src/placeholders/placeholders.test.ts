import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import { changesOn } from '../../test/support/identity-ports.ts'
import type { Queries } from '../database/index.ts'
import { Invalid, NotFound, newId, Unauthenticated } from '../kernel/index.ts'
import { Organizations } from '../organizations/index.ts'
import { ANONYMOUS, NO_ACCESS, type Subject } from '../permissions/index.ts'
import { DefaultProjectFounding } from './founding.ts'
import { AGENT_POOLS, PROJECTS } from './kinds.ts'
import { PlaceholderDirectory } from './placeholder-directory.ts'
import { Placeholders } from './placeholders.ts'

async function placeholdersOn(queries: Queries) {
  const clock = { time: 1_700_000_000_000, now: () => clock.time }
  const directory = new PlaceholderDirectory({ queries })
  const parts = { queries, clock, ...changesOn(queries) }
  const founding = new DefaultProjectFounding(parts)
  const organizations = new Organizations({ ...parts, founding, renamings: [], agentPools: directory })
  const founder: Subject = { kind: 'user', userId: newId('user'), siteAdmin: false, roles: [] }
  const acme = await organizations.create(founder, { name: 'acme', email: 'a@b.c' })
  const other = await organizations.create(founder, { name: 'other', email: 'a@b.c' })
  const inAcme = (owner: boolean): Subject => ({ ...founder, roles: [{ organizationId: acme.id, owner, access: NO_ACCESS }] })
  return {
    clock,
    directory,
    acme,
    other,
    owner: inAcme(true),
    member: inAcme(false),
    projects: new Placeholders({ ...parts, organizations, kind: PROJECTS }),
    agentPools: new Placeholders({ ...parts, organizations, kind: AGENT_POOLS }),
  }
}

describeOnEveryDatabase('projects and agent pools', (open) => {
  it('are created by owners, and read and listed by members in the order of names', async () => {
    const { projects, agentPools, owner, member, acme, clock } = await placeholdersOn((await open()).queries)
    const project = await projects.create(owner, 'acme', { name: 'Platform', description: 'ours' })
    expect(project).toMatchObject({ organizationId: acme.id, name: 'Platform', description: 'ours', createdAt: clock.time })
    const pool = await agentPools.create(owner, 'acme', { name: 'workers' })
    expect(pool).toMatchObject({ organizationId: acme.id, name: 'workers', organizationScoped: true })
    await agentPools.create(owner, 'acme', { name: 'Builders', organizationScoped: false })
    expect(await projects.read(member, project.id)).toEqual(project)
    expect((await projects.list(member, 'acme')).map(({ name }) => name)).toEqual(['Default Project', 'Platform'])
    expect((await agentPools.list(member, 'acme')).map(({ name }) => name)).toEqual(['Builders', 'workers'])
  })

  it('keep what a change does not name', async () => {
    const { projects, agentPools, owner, clock } = await placeholdersOn((await open()).queries)
    const project = await projects.create(owner, 'acme', { name: 'platform', description: 'ours' })
    clock.time += 1000
    expect(await projects.update(owner, project.id, { name: 'renamed' })).toEqual({ ...project, name: 'renamed', updatedAt: clock.time })
    expect(await projects.read(owner, project.id)).toMatchObject({ name: 'renamed', description: 'ours', createdAt: project.createdAt })
    const pool = await agentPools.create(owner, 'acme', { name: 'workers' })
    await agentPools.update(owner, pool.id, { organizationScoped: false })
    expect(await agentPools.read(owner, pool.id)).toMatchObject({ name: 'workers', organizationScoped: false })
  })

  it('have one name each within the organization, whatever its letter case', async () => {
    const { projects, agentPools, owner } = await placeholdersOn((await open()).queries)
    await expect(projects.create(owner, 'acme', { name: 'DEFAULT project' })).rejects.toThrow('Name has already been taken')
    const [one, two] = [await agentPools.create(owner, 'acme', { name: 'one' }), await agentPools.create(owner, 'acme', { name: 'two' })]
    await expect(agentPools.update(owner, two.id, { name: 'ONE' })).rejects.toThrow('Name has already been taken')
    await agentPools.delete(owner, one.id)
    await expect(agentPools.update(owner, two.id, { name: 'one' })).resolves.toMatchObject({ name: 'one' })
  })

  it('say everything that is wrong with them', async () => {
    const { projects, agentPools, owner } = await placeholdersOn((await open()).queries)
    const wrong: unknown = await projects
      .create(owner, 'acme', { name: '', description: 'x'.repeat(1025) })
      .catch((error: unknown) => error)
    expect((wrong as Invalid).problems.map(({ pointer }) => pointer)).toEqual(['/data/attributes/name', '/data/attributes/description'])
    for (const name of [' ', 'x'.repeat(256), 'a\nb']) await expect(agentPools.create(owner, 'acme', { name })).rejects.toThrow(Invalid)
    await expect(projects.create(owner, 'acme', { name: 'x'.repeat(255), description: 'x'.repeat(1024) })).resolves.toBeDefined()
  })

  it('are not for members to change, nor for strangers to see', async () => {
    const { projects, owner, member } = await placeholdersOn((await open()).queries)
    const { id } = await projects.create(owner, 'acme', { name: 'platform' })
    const stranger: Subject = { kind: 'organization', roles: [] }
    for (const attempt of [
      () => projects.create(member, 'acme', { name: 'mine' }),
      () => projects.update(member, id, { name: 'mine' }),
      () => projects.delete(member, id),
      () => projects.read(stranger, id),
      () => projects.list(stranger, 'acme'),
    ]) {
      await expect(attempt()).rejects.toThrow(NotFound)
    }
    await expect(projects.read(ANONYMOUS, id)).rejects.toThrow(Unauthenticated)
    expect((await projects.read(owner, id)).name).toBe('platform')
  })

  it('can be deleted, but for the default project', async () => {
    const { projects, directory, owner, acme } = await placeholdersOn((await open()).queries)
    const { id } = await projects.create(owner, 'acme', { name: 'platform' })
    await projects.delete(owner, id)
    await expect(projects.read(owner, id)).rejects.toThrow(`project ${id} not found`)
    await expect(projects.delete(owner, acme.defaultProjectId!)).rejects.toThrow('The default project cannot be deleted')
    expect(await directory.defaultProjectOf(acme)).toMatchObject({ id: acme.defaultProjectId, name: 'Default Project' })
  })

  it('are looked up for other domains in their own organization only', async () => {
    const { agentPools, directory, owner, acme, other } = await placeholdersOn((await open()).queries)
    const { id } = await agentPools.create(owner, 'acme', { name: 'workers' })
    expect([await directory.hasAgentPool(acme.id, id), await directory.hasAgentPool(other.id, id)]).toEqual([true, false])
    expect(await directory.find(id)).toMatchObject({ name: 'workers' })
    expect(await directory.find('apool-none')).toBeUndefined()
  })
})
