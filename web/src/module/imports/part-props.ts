import type { ModuleAddress, ModuleResource } from '../../api/modules.ts'

/** What the parts of the page know. */
export interface ImportsPartProps {
  module: ModuleResource
  address: ModuleAddress
  /** why the user may change nothing; undefined when they may */
  refusal: string | undefined
}
