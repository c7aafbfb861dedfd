import type { RegistryModuleId } from '../../kernel/index.ts'

/** Notified after every committed change to a module or its versions. */
export interface CatalogueChanges {
  moduleChanged(id: RegistryModuleId): void
}
