// An entry of the trash: what was deleted, by whom, and until when it can be restored.
import type { CamelCased, Schema } from '../../database/index.ts'

/** What can be shown of a deletion without reading its snapshot. */
export type DeletedModule = Omit<CamelCased<Schema['deleted_registry_modules']>, 'snapshot'>

/** How long something deleted can be restored; milliseconds. */
export const RESTORABLE_FOR = 30 * 24 * 3_600_000
