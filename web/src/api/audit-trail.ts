import { queryOptions } from '@tanstack/react-query'
import { type Answer, read } from './client/read.ts'
import { urlOf } from './client/send.ts'

const TRAIL = '/api/v2/organization/audit-trail'

export type AuditEvent = Answer<typeof TRAIL>['data'][number]

/** Events that match all of it. */
export interface AuditFilter {
  /** days: `2030-01-31` */
  since?: string
  /** the last day */
  until?: string
  accessor?: string
  action?: string
  type?: string
  object?: string
}

const DAY_MS = 24 * 60 * 60_000
const PAGE_SIZE = 50

export const auditTrailQuery = (organization: string, filter: AuditFilter, page: number) =>
  queryOptions({
    queryKey: ['audit-trail', organization, filter, page],
    queryFn: async ({ signal }) => {
      const query = { ...wantedOf(organization, filter), 'page[number]': page, 'page[size]': PAGE_SIZE }
      return await read(TRAIL, { query, signal })
    },
    placeholderData: (before) => before,
  })

/** Where a browser gets all of it as CSV. */
export function csvAddress(organization: string, filter: AuditFilter): string {
  return urlOf(`${TRAIL}.csv`, {}, wantedOf(organization, filter))
}

function wantedOf(organization: string, { since, until, accessor, action, type, object }: AuditFilter) {
  return {
    organization,
    ...(since !== undefined && { since: `${since}T00:00:00Z` }),
    ...(until !== undefined && { until: new Date(Date.parse(`${until}T00:00:00Z`) + DAY_MS).toISOString() }),
    ...(accessor !== undefined && { accessor }),
    ...(action !== undefined && { action }),
    ...(type !== undefined && { resource_type: type }),
    ...(object !== undefined && { resource_id: object }),
  }
}
