import type { OrganizationId, RegistryModuleId } from '../kernel/index.ts'

/**
 * `sync`: the repository was synced; `tag`: a decision on a tag; `version`: an import advanced or ended; `delivery`: a webhook
 * delivery; `module`: the module's own state changed
 */
export const EVENT_KINDS = ['sync', 'tag', 'version', 'delivery', 'module'] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** What happened, without its module. Times in milliseconds since the epoch. */
export interface ImportStep {
  kind: EventKind
  /** a version's or module's status, a tag's decision, a delivery's outcome; of a sync `changed`, `unchanged` or `failed` */
  status: string
  version?: string | null
  /** for people: why it is so */
  message?: string | null
  /** with member names as in the API, and without secrets */
  detail?: Readonly<Record<string, unknown>>
  /** false for passing states, which only watchers see */
  listed?: boolean
  startedAt: number
  /** null when the step has no duration */
  durationMs?: number | null
}

export interface NewImportEvent extends ImportStep {
  organizationId: OrganizationId
  moduleId: RegistryModuleId
}

export interface ImportEvent extends Required<NewImportEvent> {
  /** grows with every event of the installation, in the order of visibility */
  position: number
  recordedAt: number
}
