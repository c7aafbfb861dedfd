// What the audit trail needs from domains that build on it; app/ plugs the implementation in.
import type { Queries } from '../database/index.ts'
import type { OrganizationId, UserId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'

/** Names accessors at the time of a change: by the time the trail is read they may be gone. */
export interface Accessors {
  /** the organizations a person is a member of; invitations do not count */
  organizationsOf(tx: Queries, userId: UserId): Promise<OrganizationId[]>
  nameOf(tx: Queries, subject: Exclude<Subject, { kind: 'anonymous' }>): Promise<string>
}
