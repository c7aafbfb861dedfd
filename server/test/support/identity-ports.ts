// Stand-ins for ports of the identity domains, for tests that are about something else.
import { AccessChanges, type AccessMemory, AuditedChanges } from '../../src/audit-trail/index.ts'
import type { Queries } from '../../src/database/index.ts'
import type { Clock } from '../../src/kernel/index.ts'
import { Organizations } from '../../src/organizations/index.ts'

/** Forgets every change. */
export const trail = {
  record: async () => undefined,
  write: async () => undefined,
  accessor: async () => ({ id: null, name: 'nobody' }),
  moment: () => ({ recordedAt: 0, requestId: null, remoteAddress: null }),
}

/** No organization has an agent pool. */
export const agentPools = { hasAgentPool: async () => false }

/** Units of work without an audit trail. @param memories told of changes of access */
export function changesOn(
  queries: Queries,
  memories: readonly AccessMemory[] = [],
): { changes: AuditedChanges; accessChanges: AccessChanges } {
  const changes = new AuditedChanges({ queries, trail })
  return { changes, accessChanges: new AccessChanges({ changes, memories }) }
}

/** Organizations that start with nothing. */
export function organizationsOn(queries: Queries, clock: Clock): Organizations {
  const founding = { found: async () => undefined }
  return new Organizations({ queries, clock, founding, renamings: [], agentPools, ...changesOn(queries) })
}
