// Stand-ins for ports of the identity domains, for tests that are about something else.
import { AccessChanges, type AccessMemory, type Actor, type AuditEntry, AuditedChanges } from '../../src/audit-trail/index.ts'
import type { Queries } from '../../src/database/index.ts'
import type { Clock } from '../../src/kernel/index.ts'
import { Organizations } from '../../src/organizations/index.ts'

/** Of a password that stays as it is. */
export const provenPassword = { check: async () => undefined }

/** No organization has an agent pool. */
export const agentPools = { hasAgentPool: async () => false }

/**
 * Units of work whose audit trail is a list.
 * @param memories told of changes of access
 * @param recorded the list
 */
export function changesOn(queries: Queries, memories: readonly AccessMemory[] = [], recorded: AuditEntry[] = []) {
  const changes = new AuditedChanges({
    queries,
    trail: {
      record: async (_tx, entry) => void recorded.push(entry),
      accessor: async (_tx, actor) => ({ id: null, name: 'somebody', actor }),
      write: async (_tx, { accessor, ...fact }) =>
        void recorded.push({ subject: (accessor as unknown as { actor: Actor }).actor, ...fact }),
      moment: () => ({ recordedAt: 0, requestId: null, remoteAddress: null }),
    },
  })
  return { changes, accessChanges: new AccessChanges({ changes, memories }), recorded }
}

/** Organizations that start with nothing. */
export function organizationsOn(queries: Queries, clock: Clock): Organizations {
  const founding = { found: async () => undefined }
  return new Organizations({ queries, clock, founding, renamings: [], agentPools, ...changesOn(queries) })
}
