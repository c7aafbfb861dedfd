// A module for no-code provisioning. Terrace stores its settings but provisions nothing: that needs workspaces.
import type { CamelCased, Schema } from '../../database/index.ts'

export interface NoCodeModule extends Omit<CamelCased<Schema['no_code_modules']>, 'enabled'> {
  enabled: boolean
}

export interface VariableOption extends Omit<CamelCased<Schema['no_code_variable_options']>, 'options'> {
  options: string[]
}

export interface NoCodeModuleWithOptions extends NoCodeModule {
  /** in the order they were given */
  variableOptions: VariableOption[]
}
