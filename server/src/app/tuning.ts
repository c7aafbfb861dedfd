import type { SandboxLimits } from '../ingress/index.ts'
import type { GitLimits } from '../platform/git/index.ts'

/** What operators cannot set; other values than the built-in ones are for tests, which cannot wait for half a minute or send gigabytes. */
export interface Tuning {
  gitLimits?: Partial<GitLimits>
  sandboxLimits?: SandboxLimits
  /** how long a job is safe from other servers when this one dies; milliseconds */
  leaseMs?: number
  /** how often events are looked for while somebody watches; milliseconds */
  livePollMs?: number
  /** how often streams show that they are there, and are checked for whether they may still be; milliseconds */
  liveHeartbeatMs?: number
}
