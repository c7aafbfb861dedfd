import type { SiteHealth } from '../../api/administration/health.ts'

export interface JobsOfKind {
  kind: string
  queued: number
  running: number
  failed: number
  /** when the first that waits is due; undefined when none waits */
  dueAt: string | undefined
}

/** @returns one for each kind: those with failed jobs first, then those that are due longest */
export function byKind(counts: SiteHealth['jobs']): JobsOfKind[] {
  const kinds = new Map<string, JobsOfKind>()
  for (const { kind, state, count, 'due-at': dueAt } of counts) {
    const known = kinds.get(kind) ?? { kind, queued: 0, running: 0, failed: 0, dueAt: undefined }
    kinds.set(kind, { ...known, [state]: count, ...(state === 'queued' && { dueAt: dueAt ?? undefined }) })
  }
  return [...kinds.values()].toSorted(
    (one, other) => other.failed - one.failed || (one.dueAt ?? '9').localeCompare(other.dueAt ?? '9') || one.kind.localeCompare(other.kind),
  )
}
