import type { Accessors } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import type { Subject } from '../permissions/index.ts'
import type { OrganizationId, UserId } from '../platform/kernel/index.ts'
import { MembershipRepository } from './repository/memberships.ts'
import { TeamRepository } from './repository/teams.ts'
import { UserRepository } from './repository/users.ts'

export class AuditedAccounts implements Accessors {
  async organizationsOf(transaction: Queries, userId: UserId): Promise<OrganizationId[]> {
    return await new MembershipRepository(transaction).organizationsOf(userId)
  }

  /** User names, names of teams, and for tokens without either what they are. */
  async nameOf(transaction: Queries, subject: Exclude<Subject, { kind: 'anonymous' }>): Promise<string> {
    switch (subject.kind) {
      case 'user':
        return (await new UserRepository(transaction).userById(subject.userId))?.username ?? 'user'
      case 'team':
        return (await new TeamRepository(transaction).byId(subject.teamId))?.name ?? 'team'
      case 'organization':
        return 'organization token'
      case 'audit-trails':
        return 'audit trails token'
    }
  }
}
