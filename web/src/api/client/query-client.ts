// How answers are kept, and when a request is sent again.
import { type InvalidateQueryFilters, QueryClient } from '@tanstack/react-query'
import { ApiFailure, Unreachable } from './failures.ts'

const FRESH_MS = 30_000
const MAX_WAITS = 5
const MAX_RETRIES = 2
const FIRST_RETRY_MS = 1000
const MAX_RETRY_MS = 10_000

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: FRESH_MS, networkMode: 'always', retry: isWorthRetrying, retryDelay: delayOf },
    mutations: { networkMode: 'always', retry: hasToWait, retryDelay: delayOf },
  },
})

/** Something changed at the server. A page that can be seen asks again at once, and a hidden one when somebody looks at it. */
export function outdate(filters: InvalidateQueryFilters): void {
  void queryClient.invalidateQueries({ ...filters, refetchType: document.hidden ? 'none' : 'active' })
}

/** An unreachable server is asked until it answers; a bar on the page says so meanwhile. */
function isWorthRetrying(failures: number, error: Error): boolean {
  if (error instanceof Unreachable) return true
  if (!(error instanceof ApiFailure)) return false
  return error.retryAfterSeconds > 0 ? failures < MAX_WAITS : [502, 503, 504].includes(error.status) && failures < MAX_RETRIES
}

/** What may have happened already is not sent again; what the server put off is. */
function hasToWait(failures: number, error: Error): boolean {
  return error instanceof ApiFailure && error.retryAfterSeconds > 0 && failures < MAX_WAITS
}

function delayOf(failures: number, error: Error): number {
  if (error instanceof ApiFailure && error.retryAfterSeconds > 0) return error.retryAfterSeconds * 1000
  return Math.min(FIRST_RETRY_MS * 2 ** failures, MAX_RETRY_MS)
}
