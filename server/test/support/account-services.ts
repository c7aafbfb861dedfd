// The services of people, teams and memberships on a database, without HTTP.
import { AccountRoles, Memberships, OwnersFounding, TeamMembers, Teams, UserAdministration, Users } from '../../src/accounts/index.ts'
import type { AuditEntry } from '../../src/audit-trail/index.ts'
import type { Queries } from '../../src/database/index.ts'
import type { UserId } from '../../src/kernel/index.ts'
import { Organizations } from '../../src/organizations/index.ts'
import type { Subject } from '../../src/permissions/index.ts'
import { agentPools } from './identity-ports.ts'

export function accountsOn(database: Queries) {
  const clock = { now: () => 1_700_000_000_000 }
  const recorded: AuditEntry[] = []
  const trail = { record: async (_transaction: unknown, entry: AuditEntry) => void recorded.push(entry) }
  const changes = { count: 0, accessChanged: () => void (changes.count += 1) }
  const organizations = new Organizations({
    database,
    clock,
    founding: new OwnersFounding(clock),
    renamings: [],
    agentPools,
    trail,
    accessChanges: changes,
  })
  const dependencies = { database, clock, accessChanges: changes, trail }
  const users = new Users(dependencies)
  const roles = new AccountRoles(database)
  const subjectOf = async (userId: UserId): Promise<Extract<Subject, { kind: 'user' }>> => {
    const standing = await roles.rolesOf(userId)
    if (standing === undefined) throw new Error('no such user')
    return { kind: 'user', userId, ...standing }
  }
  const register = async (username: string) => {
    const user = await users.registerUser({ username, email: `${username}@example.com`, siteAdmin: false })
    return await subjectOf(user.id)
  }
  /** An organization with its owner, as a subject that knows its new role. */
  const found = async (name: string) => {
    const founder = await register(`${name}-owner`)
    const organization = await organizations.create(founder, { name, email: 'a@b.c' })
    return { organization, owner: await subjectOf(founder.userId) }
  }
  const memberships = new Memberships(dependencies, organizations)
  const teams = new Teams(dependencies, organizations)
  const members = new TeamMembers(dependencies, teams)
  /** A new user in the organization, in a team with this access. */
  const join = async (owner: Subject, organization: string, username: string, access: Record<string, boolean>) => {
    const { userId } = await register(username)
    await memberships.invite(owner, organization, { email: `${username}@example.com` })
    const team = await teams.create(owner, organization, { name: `team of ${username}`, organizationAccess: access })
    await members.add(owner, team.id, { users: [username] })
    return { subject: await subjectOf(userId), team }
  }
  const administration = new UserAdministration(dependencies)
  return { users, administration, recorded, roles, organizations, memberships, teams, members, subjectOf, register, found, join, changes }
}
