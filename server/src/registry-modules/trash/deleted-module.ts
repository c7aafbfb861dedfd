// An entry of the trash: what was deleted, by whom, and until when it can be restored.
import type { CamelCased, Schema } from '../../database/index.ts'

/** Everything about a deletion except its snapshot. */
export type DeletedModule = Omit<CamelCased<Schema['deleted_registry_modules']>, 'snapshot'>

/** With the name of whoever deleted it; null when there is no such user, team or organization any more. */
export type ListedDeletion = DeletedModule & { deletedByName: string | null }

/** How long a deleted module or version can be restored, in milliseconds. */
export const RESTORABLE_FOR = 30 * 24 * 3_600_000
