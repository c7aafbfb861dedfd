// A tag of the module's repository as it was last seen, and the decision on it.
import type { CamelCased, Schema } from '../../database/index.ts'

export type ModuleTag = CamelCased<Schema['registry_module_tags']>
export type Decision = ModuleTag['decision']
