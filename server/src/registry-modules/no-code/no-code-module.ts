// How a module is offered to people who write no configuration. Nothing here runs it: that needs workspaces.
import type { Schema } from '../../database/index.ts'

export type NoCodeModule = Schema['no_code_modules']
export type VariableOption = Schema['no_code_variable_options']

export interface NoCodeModuleWithOptions extends NoCodeModule {
  /** in the order they were given */
  variableOptions: VariableOption[]
}
