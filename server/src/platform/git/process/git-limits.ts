// Limits on the time and space of one git operation.

export interface GitLimits {
  /** wall clock for listing references, ms */
  listTimeoutMs: number
  /** wall clock for one fetch, ms */
  fetchTimeoutMs: number
  /** size of the pack a fetch may receive, bytes */
  packBytes: number
  /** size of a reference listing, bytes */
  refsBytes: number
  /** git aborts an HTTP transfer that stays below this rate for `lowSpeedSeconds`, bytes per second */
  lowSpeedBytesPerSecond: number
  lowSpeedSeconds: number
}

export const DEFAULT_GIT_LIMITS: GitLimits = {
  listTimeoutMs: 60_000,
  fetchTimeoutMs: 10 * 60_000,
  packBytes: 512 * 1024 * 1024,
  refsBytes: 64 * 1024 * 1024,
  lowSpeedBytesPerSecond: 10 * 1024,
  lowSpeedSeconds: 30,
}
