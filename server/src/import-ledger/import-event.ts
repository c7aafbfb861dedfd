import type { OrganizationId, RegistryModuleId } from '../kernel/index.ts'

/**
 * `sync`: the repository was looked at; `tag`: a tag was decided on; `version`: an import went on or ended; `delivery`: the host
 * called; `module`: the module's own state changed
 */
export const EVENT_KINDS = ['sync', 'tag', 'version', 'delivery', 'module'] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** What happened, without where. Times in milliseconds since the epoch. */
export interface ImportStep {
  kind: EventKind
  /** a version's or module's status, a tag's decision, a delivery's outcome; of a sync `changed`, `unchanged` or `failed` */
  status: string
  version?: string | null
  /** for people: why it is so */
  message?: string | null
  /** members are in the API's spelling; no secrets */
  detail?: Readonly<Record<string, unknown>>
  /** false: a passing state, only for those who watch */
  listed?: boolean
  startedAt: number
  /** null for what has none */
  durationMs?: number | null
}

export interface NewImportEvent extends ImportStep {
  organizationId: OrganizationId
  moduleId: RegistryModuleId
}

export interface ImportEvent extends Required<NewImportEvent> {
  /** grows with every event of the installation, in the order in which they can be seen */
  position: number
  recordedAt: number
}
