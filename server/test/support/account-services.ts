// The services of people, teams and memberships on a database, without HTTP.
import {
  AccountDirectory,
  AccountRoles,
  Invitations,
  Memberships,
  OwnersFounding,
  TeamMembers,
  Teams,
  UserAdministration,
  UserRegistry,
  Users,
} from '../../src/accounts/index.ts'
import type { Queries } from '../../src/database/index.ts'
import type { UserId } from '../../src/kernel/index.ts'
import { Organizations } from '../../src/organizations/index.ts'
import type { Subject } from '../../src/permissions/index.ts'
import { agentPools, changesOn } from './identity-ports.ts'

export function accountsOn(database: Queries) {
  const clock = { now: () => 1_700_000_000_000 }
  const changes = { count: 0, accessChanged: () => void (changes.count += 1) }
  const { accessChanges, recorded } = changesOn(database, [changes])
  const parts = { queries: database, clock, accessChanges }
  const organizations = new Organizations({ ...parts, founding: new OwnersFounding(parts), renamings: [], agentPools })
  const users = new Users(parts)
  const registry = new UserRegistry(parts)
  const directory = new AccountDirectory(parts)
  const roles = new AccountRoles(parts)
  const subjectOf = async (userId: UserId): Promise<Extract<Subject, { kind: 'user' }>> => {
    const standing = await roles.rolesOf(userId)
    if (standing === undefined) throw new Error('no such user')
    return { kind: 'user', userId, ...standing }
  }
  const register = async (username: string) => {
    const user = await registry.register({ username, email: `${username}@example.com`, siteAdmin: false })
    return await subjectOf(user.id)
  }
  /** An organization with its owner, as a subject that knows its new role. */
  const found = async (name: string) => {
    const founder = await register(`${name}-owner`)
    const organization = await organizations.create(founder, { name, email: 'a@b.c' })
    return { organization, owner: await subjectOf(founder.userId) }
  }
  const memberships = new Memberships({ ...parts, organizations })
  const invitations = new Invitations({ ...parts, organizations, memberships, autoAccept: false })
  const teams = new Teams({ ...parts, organizations })
  const members = new TeamMembers({ ...parts, teams })
  /** A new user in the organization, in a team with this access. */
  const join = async (owner: Subject, organization: string, username: string, access: Record<string, boolean>) => {
    const user = await register(username)
    const { userId } = user
    const { id } = await invitations.invite(owner, organization, { email: `${username}@example.com` })
    await invitations.accept(user, id)
    const team = await teams.create(owner, organization, { name: `team of ${username}`, organizationAccess: access })
    await members.add(owner, team.id, { users: [username] })
    return { subject: await subjectOf(userId), team }
  }
  const administration = new UserAdministration(parts)
  const services = { users, registry, directory, administration }
  const people = { memberships, invitations, teams, members }
  return { ...services, ...people, recorded, roles, organizations, subjectOf, register, found, join, changes }
}
