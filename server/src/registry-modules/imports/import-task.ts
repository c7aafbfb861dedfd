import type { RegistryModule } from '../registry-module/registry-module.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'

/** A version to import, with the module that says where from. */
export interface ImportTask {
  module: RegistryModule
  version: RegistryModuleVersion
}
