import type { OrganizationId, RegistryModuleId } from '../kernel/index.ts'
import type { ImportEvent } from './import-event.ts'

/** Which events somebody wants and may see; all of them when nothing is named. */
export interface EventFilter {
  /** only of this module */
  moduleId?: RegistryModuleId | undefined
  /** all events of this organization */
  organizationId?: OrganizationId | undefined
  /** of these organizations only that a version was published */
  publishingIds?: readonly OrganizationId[] | undefined
}

export function isWanted(event: ImportEvent, { moduleId, organizationId, publishingIds }: EventFilter): boolean {
  if (moduleId !== undefined && event.moduleId !== moduleId) return false
  if (organizationId === undefined && publishingIds === undefined) return true
  return event.organizationId === organizationId || (isPublication(event) && (publishingIds?.includes(event.organizationId) ?? false))
}

function isPublication({ kind, status }: ImportEvent): boolean {
  return kind === 'version' && status === 'ok'
}
