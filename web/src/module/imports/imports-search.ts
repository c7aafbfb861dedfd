import type { EventKind } from '../../api/managing/imports.ts'

export const KINDS = ['sync', 'tag', 'version', 'delivery', 'module'] as const satisfies readonly EventKind[]

/** Which part of each list the page shows. */
export interface ImportsSearch {
  tags?: number
  kind?: EventKind
  events?: number
  deliveries?: number
}

export function importsSearch({ tags, kind, events, deliveries }: Record<string, unknown>): ImportsSearch {
  return {
    ...(isPage(tags) && { tags }),
    ...(KINDS.includes(kind as EventKind) && { kind: kind as EventKind }),
    ...(isPage(events) && { events }),
    ...(isPage(deliveries) && { deliveries }),
  }
}

/** The first needs no mention. */
function isPage(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 1
}
