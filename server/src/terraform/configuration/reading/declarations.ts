// The declarations of one file, before merging. Plain JSON without file names, so that it can be cached by content.
// `null` means "not set here", which merging needs.

/** A diagnostic in one file. Lines and columns count from 1. */
export interface FileDiagnostic {
  severity: 'error' | 'warning'
  summary: string
  detail: string
  line: number
  column: number
  /** An error that does not keep the version from being published: the file is understood, but Terraform and OpenTofu refuse it. */
  tolerated?: true
}

interface Declared {
  line: number
}

export interface DefaultValue {
  /** Compact JSON of the value; null when it is not a constant. */
  json: string | null
  /** As written. */
  source: string
}

/** A `validation` block. Each text is null when the block lacks it. */
export interface ValidationDeclaration extends Declared {
  /** As written. */
  condition: string | null
  /** The text of a constant string; other expressions as written. */
  errorMessage: string | null
}

export interface VariableDeclaration extends Declared {
  name: string
  type: string | null
  description: string | null
  default: DefaultValue | null
  nullable: boolean | null
  sensitive: boolean | null
  ephemeral: boolean | null
  const: boolean | null
  deprecated: string | null
  validations: ValidationDeclaration[]
}

export interface OutputDeclaration extends Declared {
  name: string
  type: string | null
  description: string | null
  sensitive: boolean | null
  ephemeral: boolean | null
  deprecated: string | null
  hasValue: boolean
}

export type ResourceMode = 'managed' | 'data' | 'ephemeral'

/** A reference to a provider configuration: `aws`, or `aws.east`. */
export interface ProviderReference {
  name: string
  alias: string | null
}

export interface ResourceDeclaration extends Declared {
  mode: ResourceMode
  type: string
  name: string
  provider: ProviderReference | null
}

export interface ModuleCallDeclaration extends Declared {
  name: string
  source: string | null
  version: string | null
  /** the arguments for variables of the called module */
  inputs: CallInput[]
}

export interface CallInput {
  name: string
  line: number
}

export interface ProviderConfigurationDeclaration extends Declared {
  name: string
  alias: string | null
  /** Terraform 0.12 and earlier set version constraints here. */
  version: string | null
}

export interface RequiredProviderDeclaration extends Declared {
  name: string
  source: string | null
  version: string | null
  configurationAliases: string[]
}

export interface RequiredVersionDeclaration extends Declared {
  constraint: string
}

export interface Declarations {
  variables: VariableDeclaration[]
  outputs: OutputDeclaration[]
  resources: ResourceDeclaration[]
  moduleCalls: ModuleCallDeclaration[]
  providerConfigurations: ProviderConfigurationDeclaration[]
  requiredProviders: RequiredProviderDeclaration[]
  requiredVersions: RequiredVersionDeclaration[]
}

/** One parsed file. Apart from `name`, it depends only on the content and on `configurationSyntax(name)`. */
export interface ConfigurationFile {
  /** Base name, such as `main.tf`. */
  name: string
  /** Bytes. */
  size: number
  declarations: Declarations
  /** Lines of the `required_providers` blocks, of which a module may have only one. */
  requiredProvidersBlocks: number[]
  diagnostics: FileDiagnostic[]
}

export function noDeclarations(): Declarations {
  return {
    variables: [],
    outputs: [],
    resources: [],
    moduleCalls: [],
    providerConfigurations: [],
    requiredProviders: [],
    requiredVersions: [],
  }
}

export function countDeclarations(declarations: Declarations): number {
  return Object.values(declarations).reduce((sum, list) => sum + list.length, 0)
}
