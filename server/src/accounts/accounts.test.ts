import { expect, it } from 'vitest'
import { accountsOn } from '../../test/support/account-services.ts'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import { Invalid, NotFound, newId, Unauthenticated } from '../kernel/index.ts'
import { ANONYMOUS } from '../permissions/index.ts'

describeOnEveryDatabase('users', (open) => {
  it('are registered once: the same name or address in another case is refused, naming the field', async () => {
    const { registry } = accountsOn((await open()).queries)
    const jane = await registry.register({ username: 'Jane.Doe', email: 'Jane@example.com', siteAdmin: true })
    expect(await registry.named('jane.doe')).toEqual(jane)
    const both: unknown = await registry
      .register({ username: 'JANE.doe', email: 'jane@EXAMPLE.com', siteAdmin: false })
      .catch((error: unknown) => error)
    expect((both as Invalid).problems.map((problem) => problem.pointer)).toEqual(['/data/attributes/username', '/data/attributes/email'])
    await expect(registry.register({ username: 'other', email: 'jane@example.com', siteAdmin: false })).rejects.toThrow('Email has already')
  })

  it.each(['', '-x', 'a b', 'a/b', 'user-ABCDEFGHJKLMNPQR', 'x'.repeat(61)])('cannot be called %j', async (username) => {
    const { registry } = accountsOn((await open()).queries)
    await expect(registry.register({ username, email: 'a@b.c', siteAdmin: false })).rejects.toThrow(Invalid)
  })

  it('are visible to themselves and to people of the same organization, and to nobody else', async () => {
    const { users, registry, found, join } = accountsOn((await open()).queries)
    const { owner } = await found('acme')
    const { owner: stranger } = await found('other')
    const { subject: member } = await join(owner, 'acme', 'jane', {})
    expect(await users.current(member)).toMatchObject({ username: 'jane' })
    expect(await users.read(owner, member.userId)).toMatchObject({ username: 'jane' })
    await expect(users.read(stranger, member.userId)).rejects.toThrow(NotFound)
    await expect(users.read(ANONYMOUS, member.userId)).rejects.toThrow(Unauthenticated)
    await expect(users.current({ kind: 'organization', roles: owner.roles })).rejects.toThrow(NotFound)
    await expect(registry.named('nobody')).rejects.toThrow(NotFound)
  })
})

describeOnEveryDatabase('memberships and teams', (open) => {
  it('make the creator of an organization its owner, and owner of nothing else', async () => {
    const { found, teams, organizations } = accountsOn((await open()).queries)
    const { organization, owner } = await found('acme')
    await found('other')
    expect(owner.roles).toMatchObject([{ organizationId: organization.id, owner: true }])
    expect((await teams.list(owner, 'acme')).map((team) => team.name)).toEqual(['owners'])
    await expect(organizations.read(owner, 'other')).rejects.toThrow(NotFound)
  })

  it('add up: a member may do what any of its teams may', async () => {
    const { found, join, teams, subjectOf, members } = accountsOn((await open()).queries)
    const { organization, owner } = await found('acme')
    const { subject } = await join(owner, 'acme', 'jane', { 'manage-modules': true, 'read-workspaces': true })
    const second = await teams.create(owner, 'acme', { name: 'Second / team', organizationAccess: { 'manage-vcs-settings': true } })
    await members.add(owner, second.id, { users: [subject.userId] })
    await members.add(owner, second.id, { users: ['jane'] })
    expect((await subjectOf(subject.userId)).roles).toEqual([
      {
        organizationId: organization.id,
        owner: false,
        access: { 'manage-modules': true, 'manage-vcs-settings': true, 'manage-membership': false, 'manage-teams': false },
      },
    ])
  })

  it('give a member without a team a role without access', async () => {
    const { found, invitations, register, subjectOf } = accountsOn((await open()).queries)
    const { owner } = await found('acme')
    const jane = await register('jane')
    const { id } = await invitations.invite(owner, 'acme', { email: 'Jane@Example.com' })
    await invitations.accept(jane, id)
    const { roles } = await subjectOf(jane.userId)
    expect(roles).toMatchObject([{ owner: false, access: { 'manage-modules': false } }])
    await expect(invitations.invite(owner, 'acme', { email: 'jane@example.com' })).rejects.toThrow(Invalid)
  })

  it('keep an invitation until a user registers with the address', async () => {
    const { found, invitations, register } = accountsOn((await open()).queries)
    const { organization, owner } = await found('acme')
    expect(await invitations.invite(owner, 'acme', { email: 'Jane@Example.com' })).toMatchObject({ status: 'invited', userId: null })
    await expect(invitations.invite(owner, 'acme', { email: 'jane@example.com' })).rejects.toThrow('member of the organization already')
    expect((await register('jane')).roles).toMatchObject([{ organizationId: organization.id, owner: false }])
  })

  it('survive two concurrent invitations of the same address', async () => {
    const { found, invitations, register } = accountsOn((await open()).queries)
    const { owner } = await found('acme')
    await Promise.allSettled([1, 2].map(() => invitations.invite(owner, 'acme', { email: 'jane@example.com' })))
    expect((await register('jane')).roles).toHaveLength(1)
  })

  it('refuse a second team of the same name, including owners', async () => {
    const { found, teams } = accountsOn((await open()).queries)
    const { owner } = await found('acme')
    await teams.create(owner, 'acme', { name: 'Platform' })
    await expect(teams.create(owner, 'acme', { name: 'platform' })).rejects.toThrow('Name has already been taken')
    await expect(teams.create(owner, 'acme', { name: 'Owners' })).rejects.toThrow('Name has already been taken')
    await expect(teams.create(owner, 'acme', { name: ' ' })).rejects.toThrow("Name can't be blank")
  })

  it('prevent privilege escalation: team managers can neither join the owners nor grant access that they lack', async () => {
    const { found, join, teams, members } = accountsOn((await open()).queries)
    const { owner } = await found('acme')
    const { subject } = await join(owner, 'acme', 'jane', { 'manage-teams': true, 'manage-membership': true })
    const owners = (await teams.list(owner, 'acme')).find((team) => team.name === 'owners')
    if (owners === undefined) throw new Error('no owners')
    await expect(members.add(subject, owners.id, { users: ['jane'] })).rejects.toThrow(NotFound)
    await expect(teams.manageable(subject, owners.id)).rejects.toThrow(NotFound)
    const wanted = { name: 'mine', organizationAccess: { 'manage-modules': true, 'manage-teams': true } }
    await expect(teams.create(subject, 'acme', wanted)).rejects.toThrow('cannot grant manage-modules')
    await expect(teams.create(subject, 'acme', { ...wanted, organizationAccess: { 'manage-teams': true } })).resolves.toBeDefined()
  })

  it('hide secret teams from members who are not in them', async () => {
    const { found, join, teams } = accountsOn((await open()).queries)
    const { owner } = await found('acme')
    const { subject: jane, team } = await join(owner, 'acme', 'jane', {})
    const { subject: joe } = await join(owner, 'acme', 'joe', {})
    expect(await teams.read(jane, team.id)).toMatchObject({ name: 'team of jane', visibility: 'secret' })
    await expect(teams.read(joe, team.id)).rejects.toThrow(NotFound)
    expect((await teams.list(joe, 'acme')).map((each) => each.name)).toEqual(['owners', 'team of joe'])
  })

  it('do not exist for other organizations', async () => {
    const { found, join, teams, invitations, members } = accountsOn((await open()).queries)
    const { owner } = await found('acme')
    const { owner: stranger } = await found('other')
    const { team } = await join(owner, 'acme', 'jane', {})
    const attempts = [
      () => teams.list(stranger, 'acme'),
      () => teams.read(stranger, team.id),
      () => teams.manageable(stranger, team.id),
      () => teams.create(stranger, 'acme', { name: 'x' }),
      () => members.add(stranger, team.id, { users: ['other-owner'] }),
      () => invitations.invite(stranger, 'acme', { email: 'x@y.z' }),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow(NotFound)
    await expect(members.add(owner, team.id, { users: ['other-owner'] })).rejects.toThrow('user other-owner not found')
    await expect(teams.read(ANONYMOUS, team.id)).rejects.toThrow(Unauthenticated)
  })

  it('report changes of access', async () => {
    const { found, join, changes } = accountsOn((await open()).queries)
    const { owner } = await found('acme')
    const before = changes.count
    await join(owner, 'acme', 'jane', {})
    expect(changes.count).toBeGreaterThanOrEqual(before + 2)
  })

  it('are deleted with the organization; the users stay', async () => {
    const { found, organizations, roles, teams } = accountsOn((await open()).queries)
    const { owner } = await found('acme')
    const [owners] = await teams.list(owner, 'acme')
    await organizations.delete(owner, 'acme')
    expect(await roles.rolesOf(owner.userId)).toEqual({ siteAdmin: false, roles: [] })
    expect(await roles.roleOfTeam(owners!.id)).toBeUndefined()
    expect(await roles.rolesOf(newId('user'))).toBeUndefined()
  })
})
