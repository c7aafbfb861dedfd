// Who may remove whom from a team, an organization or the site, and who must stay.
import { expect, it } from 'vitest'
import { accountsOn } from '../../test/support/account-services.ts'
import { describeOnOneDatabase, type TestDatabase } from '../../test/support/databases.ts'
import { Forbidden, Invalid, Malformed, NotFound, newId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'

const ALL = { number: 1, size: 100 }

async function acmeOn({ queries }: TestDatabase) {
  const accounts = accountsOn(queries)
  const { organization, owner } = await accounts.found('acme')
  const { found, teams, memberships, members, join } = accounts
  const owners = (await teams.list(owner, 'acme')).find(({ name }) => name === 'owners')
  if (owners === undefined) throw new Error('no owners')
  const membershipOf = async (email: string) => {
    const [membership] = (await memberships.list(owner, 'acme', { emails: [email] }, ALL)).items
    if (membership === undefined) throw new Error(`${email} is not a member`)
    return membership.id
  }
  const emails = async () => (await memberships.list(owner, 'acme', {}, ALL)).items.map(({ email }) => email)
  /** A second owner. */
  const coOwner = async (username: string) => {
    const { subject } = await join(owner, 'acme', username, {})
    await members.add(owner, owners.id, { users: [username] })
    return await accounts.subjectOf(subject.userId)
  }
  return { ...accounts, organization, owner, owners, membershipOf, emails, coOwner, stranger: async () => (await found('other')).owner }
}

describeOnOneDatabase('a member', (open) => {
  it('is removed by membership managers, loses every role at once, and is in the audit trail', async () => {
    const { owner, join, memberships, membershipOf, subjectOf, changes, recorded, organization, directory } = await acmeOn(await open())
    const { subject: manager } = await join(owner, 'acme', 'manager', { 'manage-membership': true })
    const { subject: jane, team } = await join(owner, 'acme', 'jane', { 'manage-modules': true })
    const id = await membershipOf('jane@example.com')
    ;[recorded.length, changes.count] = [0, 0]
    await memberships.remove(manager, id)
    expect((await subjectOf(jane.userId)).roles).toEqual([])
    expect(await directory.membersOf([team])).toEqual([])
    expect(changes.count).toBe(1)
    const resource = { type: 'organization_membership', id, meta: { email: 'jane@example.com' } }
    expect(recorded).toEqual([{ subject: manager, action: 'destroy', resource, organizationId: organization.id }])
  })

  it('can always leave', async () => {
    const { owner, join, memberships, membershipOf, emails } = await acmeOn(await open())
    const { subject: jane } = await join(owner, 'acme', 'jane', {})
    await memberships.remove(jane, await membershipOf('jane@example.com'))
    expect(await emails()).toEqual(['acme-owner@example.com'])
  })

  it('cannot be removed by other members, by team managers, or from another organization', async () => {
    const { owner, join, memberships, membershipOf, emails, stranger } = await acmeOn(await open())
    const { subject: teamManager } = await join(owner, 'acme', 'boss', { 'manage-teams': true })
    const { subject: joe } = await join(owner, 'acme', 'joe', { 'manage-modules': true })
    await join(owner, 'acme', 'jane', {})
    const id = await membershipOf('jane@example.com')
    for (const subject of [teamManager, joe, await stranger()]) await expect(memberships.remove(subject, id)).rejects.toThrow(NotFound)
    expect(await emails()).toContain('jane@example.com')
  })

  it('sees their own membership, and those of others only as a manager of members or teams', async () => {
    const { owner, join, memberships, membershipOf, stranger } = await acmeOn(await open())
    const { subject: jane } = await join(owner, 'acme', 'jane', {})
    const { subject: joe } = await join(owner, 'acme', 'joe', { 'manage-teams': true })
    const id = await membershipOf('jane@example.com')
    expect(await memberships.read(jane, id)).toMatchObject({ id })
    expect(await memberships.read(joe, id)).toMatchObject({ id })
    await expect(memberships.read(jane, await membershipOf('joe@example.com'))).rejects.toThrow(NotFound)
    await expect(memberships.read(await stranger(), id)).rejects.toThrow(NotFound)
    expect((await memberships.own(jane)).map((own) => own.id)).toEqual([id])
    await expect(memberships.list(jane, 'acme', {}, ALL)).rejects.toThrow(NotFound)
  })
})

describeOnOneDatabase('an owner', (open) => {
  it('cannot leave, and is removed by owners alone', async () => {
    const { owner, join, coOwner, memberships, membershipOf, emails } = await acmeOn(await open())
    const second = await coOwner('second')
    const { subject: manager } = await join(owner, 'acme', 'manager', { 'manage-membership': true })
    const id = await membershipOf('second@example.com')
    await expect(memberships.remove(second, id)).rejects.toThrow('Owners cannot remove themselves from the organization')
    await expect(memberships.remove(manager, id)).rejects.toThrow(NotFound)
    await memberships.remove(owner, id)
    expect(await emails()).not.toContain('second@example.com')
  })

  it('leaves the owners while another owner stays, but not as the last one', async () => {
    const { owner, owners, coOwner, members, subjectOf } = await acmeOn(await open())
    const { userId } = await coOwner('second')
    await members.remove(owner, owners.id, { users: ['acme-owner'] })
    const second = await subjectOf(userId)
    await expect(members.remove(second, owners.id, { users: ['second'] })).rejects.toThrow(Forbidden)
    expect((await subjectOf(userId)).roles).toMatchObject([{ owner: true }])
  })

  it('is not replaced by an invitation: a user without an account owns nothing', async () => {
    const { owner, owners, invitations, members } = await acmeOn(await open())
    await invitations.invite(owner, 'acme', { email: 'later@example.com', teams: [owners.id] })
    await expect(members.remove(owner, owners.id, { users: ['acme-owner'] })).rejects.toThrow('The last owner')
  })

  it('is not removed together with the other owner', async () => {
    const { owner, owners, coOwner, members, subjectOf } = await acmeOn(await open())
    const { userId } = await coOwner('second')
    await expect(members.remove(owner, owners.id, { users: ['acme-owner', 'second'] })).rejects.toThrow(Forbidden)
    expect((await subjectOf(userId)).roles).toMatchObject([{ owner: true }])
    const both = await Promise.allSettled(['acme-owner', 'second'].map((user) => members.remove(owner, owners.id, { users: [user] })))
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  it('keeps the site from deleting the user', async () => {
    const { owner, users, administration, coOwner, registry } = await acmeOn(await open())
    const { id } = await registry.register({ username: 'root', email: 'root@example.com', siteAdmin: true })
    const admin: Subject = { kind: 'user', userId: id, siteAdmin: true, roles: [] }
    await expect(administration.delete(admin, owner.userId)).rejects.toThrow('The last owner')
    await coOwner('second')
    await administration.delete(admin, owner.userId)
    await expect(users.read(admin, owner.userId)).rejects.toThrow(NotFound)
  })
})

describeOnOneDatabase('a team', (open) => {
  it('is renamed, updated and deleted by team managers; the owners team stays', async () => {
    const { owner, owners, join, teams, subjectOf } = await acmeOn(await open())
    const { subject: jane, team } = await join(owner, 'acme', 'jane', { 'manage-modules': true })
    const { subject: manager } = await join(owner, 'acme', 'boss', { 'manage-teams': true })
    const changes = { name: 'Platform', visibility: 'organization' as const }
    expect(await teams.update(manager, team.id, changes)).toMatchObject({ ...changes, organizationAccess: { 'manage-modules': true } })
    await expect(teams.update(owner, owners.id, { name: 'bosses' })).rejects.toThrow('The owners team cannot be renamed')
    await expect(teams.delete(owner, owners.id)).rejects.toThrow('The owners team cannot be deleted')
    await expect(teams.update(manager, owners.id, { visibility: 'secret' })).rejects.toThrow(NotFound)
    await teams.delete(manager, team.id)
    expect((await subjectOf(jane.userId)).roles).toMatchObject([{ access: { 'manage-modules': false } }])
  })

  it('gets no access that the granter lacks, and may keep its own', async () => {
    const { owner, join, teams } = await acmeOn(await open())
    const { team } = await join(owner, 'acme', 'jane', { 'manage-modules': true })
    const { subject: manager } = await join(owner, 'acme', 'boss', { 'manage-teams': true })
    const more = { organizationAccess: { 'manage-vcs-settings': true } }
    await expect(teams.update(manager, team.id, more)).rejects.toThrow('You cannot grant manage-vcs-settings')
    await expect(teams.update(manager, team.id, { name: 'renamed' })).resolves.toBeDefined()
    const less = await teams.update(manager, team.id, { organizationAccess: { 'manage-modules': false } })
    expect(less.organizationAccess).toMatchObject({ 'manage-modules': false })
  })

  it('accepts only members of its organization, and either all of the named ones or none', async () => {
    const { owner, join, members, stranger, memberships, directory } = await acmeOn(await open())
    const { team } = await join(owner, 'acme', 'jane', {})
    const other = await stranger()
    const [foreign] = await memberships.own(other)
    await join(owner, 'acme', 'joe', {})
    await expect(members.add(owner, team.id, { users: ['joe', 'other-owner'] })).rejects.toThrow('user other-owner not found')
    await expect(members.add(owner, team.id, { memberships: [foreign!.id] })).rejects.toThrow(NotFound)
    await expect(members.add(owner, team.id, { memberships: [newId('organization-membership')] })).rejects.toThrow(NotFound)
    await expect(members.add(owner, team.id, { users: [] })).rejects.toThrow(Malformed)
    expect(await directory.membersOf([team])).toHaveLength(1)
  })

  it('is not filled by an invitation from a user who may not manage it', async () => {
    const { owner, owners, join, invitations } = await acmeOn(await open())
    const { subject: manager } = await join(owner, 'acme', 'boss', { 'manage-membership': true })
    for (const teams of [[owners.id], [newId('team')]]) {
      await expect(invitations.invite(manager, 'acme', { email: 'new@example.com', teams })).rejects.toThrow(Invalid)
    }
    await expect(invitations.invite(manager, 'acme', { email: 'new@example.com' })).resolves.toMatchObject({ status: 'invited' })
  })
})

describeOnOneDatabase('an administrator of the site', (open) => {
  it('is never removed as the last one', async () => {
    const { administration, registry } = await acmeOn(await open())
    const root = await registry.register({ username: 'root', email: 'root@example.com', siteAdmin: true })
    const admin: Subject = { kind: 'user', userId: root.id, siteAdmin: true, roles: [] }
    await expect(administration.act(admin, root.id, 'revoke_admin')).rejects.toThrow(Forbidden)
    await expect(administration.act(admin, root.id, 'suspend')).rejects.toThrow(Forbidden)
    await expect(administration.delete(admin, root.id)).rejects.toThrow(Forbidden)
    const second = await registry.register({ username: 'second', email: 'second@example.com', siteAdmin: true })
    await administration.act(admin, second.id, 'suspend')
    // Suspended owners do not count.
    await expect(administration.act(admin, root.id, 'revoke_admin')).rejects.toThrow(Forbidden)
    await administration.act(admin, second.id, 'unsuspend')
    await expect(administration.act(admin, root.id, 'revoke_admin')).resolves.toMatchObject({ siteAdmin: false })
  })
})
