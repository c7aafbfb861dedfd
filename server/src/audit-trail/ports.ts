// What the audit trail needs from domains that build on it; app/ plugs the implementation in.
import type { Queries } from '../database/index.ts'
import type { Subject } from '../permissions/index.ts'

/** What somebody is called now, since by the time the trail is read they may be gone. */
export interface AccessorNames {
  nameOf(transaction: Queries, subject: Exclude<Subject, { kind: 'anonymous' }>): Promise<string>
}
