import type { AccessChanges } from '../../audit-trail/index.ts'
import type { Queries } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'

export interface AccountsParts {
  queries: Queries
  clock: Clock
  accessChanges: AccessChanges
}

/** Of services whose requests name an organization. */
export interface AccountsInOrganizationsParts extends AccountsParts {
  organizations: Pick<Organizations, 'permitted'>
}
