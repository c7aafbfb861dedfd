import type { Accessors } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import type { OrganizationId, UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'
import { MembershipRows } from './people/membership-rows.ts'
import { TeamRows } from './people/team-rows.ts'
import { UserRows } from './people/user-rows.ts'

/** Who the audit trail's accessors are. */
export class AuditedAccounts implements Accessors {
  async organizationsOf(tx: Queries, userId: UserId): Promise<OrganizationId[]> {
    return await new MembershipRows(tx).organizationsOf(userId)
  }

  /** The name of the user or team; for other tokens their kind. */
  async nameOf(tx: Queries, subject: Exclude<Subject, { kind: 'anonymous' }>): Promise<string> {
    switch (subject.kind) {
      case 'user':
        return (await new UserRows(tx).userById(subject.userId))?.username ?? 'user'
      case 'team':
        return (await new TeamRows(tx).byId(subject.teamId))?.name ?? 'team'
      case 'organization':
        return 'organization token'
      case 'audit-trails':
        return 'audit trails token'
    }
  }
}
