import type { Accessors } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import type { OrganizationId, UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'
import { MembershipRows } from './people/membership-rows.ts'
import { TeamRows } from './people/team-rows.ts'
import { UserRows } from './people/user-rows.ts'

export class AuditedAccounts implements Accessors {
  async organizationsOf(transaction: Queries, userId: UserId): Promise<OrganizationId[]> {
    return await new MembershipRows(transaction).organizationsOf(userId)
  }

  /** User names, names of teams, and for tokens without either what they are. */
  async nameOf(transaction: Queries, subject: Exclude<Subject, { kind: 'anonymous' }>): Promise<string> {
    switch (subject.kind) {
      case 'user':
        return (await new UserRows(transaction).userById(subject.userId))?.username ?? 'user'
      case 'team':
        return (await new TeamRows(transaction).byId(subject.teamId))?.name ?? 'team'
      case 'organization':
        return 'organization token'
      case 'audit-trails':
        return 'audit trails token'
    }
  }
}
