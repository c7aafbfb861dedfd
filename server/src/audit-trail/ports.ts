// What the audit trail needs from domains that build on it; app/ plugs the implementation in.
import type { Queries } from '../database/index.ts'
import type { OrganizationId, UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'

/** Who somebody is now, since by the time the trail is read they may be gone. */
export interface Accessors {
  /** of which organizations a person is a member; invitations do not count */
  organizationsOf(transaction: Queries, userId: UserId): Promise<OrganizationId[]>
  nameOf(transaction: Queries, subject: Exclude<Subject, { kind: 'anonymous' }>): Promise<string>
}
