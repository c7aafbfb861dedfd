import type { AccessorNames } from '../audit-trail/index.ts'
import type { Queries } from '../database/index.ts'
import type { Subject } from '../permissions/index.ts'
import { TeamRepository } from './repository/teams.ts'
import { UserRepository } from './repository/users.ts'

/** For the audit trail: user names, names of teams, and for tokens without either what they are. */
export class AccountNames implements AccessorNames {
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
