import type { Queries } from '../../database/index.ts'

export interface FailedJob {
  kind: string
  /** what it is about */
  key: string
  error: string | null
  /** milliseconds since 1970 */
  failedAt: number
}

/** Those that are not tried again, the latest first. */
export async function latestFailedJobs(queries: Queries, limit: number): Promise<FailedJob[]> {
  return await queries
    .selectFrom('jobs')
    .select(['kind', 'key', 'last_error as error', 'updated_at as failedAt'])
    .where('state', '=', 'failed')
    .orderBy('updated_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}
