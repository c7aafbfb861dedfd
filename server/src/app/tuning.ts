import type { DocumentLimits } from '../documents/index.ts'
import type { SandboxLimits } from '../ingress/index.ts'
import type { GitLimits } from '../platform/git/index.ts'

/** What operators cannot set. Tests set it, because they cannot wait for half a minute or send gigabytes. */
export interface Tuning {
  gitLimits?: Partial<GitLimits>
  documentLimits?: Partial<DocumentLimits>
  sandboxLimits?: SandboxLimits
  /** what the processes of the sandbox run, in place of the source: a bundle starts in a third of the time */
  sandboxProgram?: URL
  /** how long the jobs of a process that died stay its own; milliseconds */
  leaseMs?: number
  /** how often events are looked for while somebody watches; milliseconds */
  livePollMs?: number
  /** how often streams send a sign of life and check their permission again; milliseconds */
  liveHeartbeatMs?: number
}
