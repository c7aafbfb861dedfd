// The result of inspecting a directory: what documentation, the registry protocol and the API show. Plain JSON.

/** A finding. `file` is relative to the package (`modules/x/main.tf`), empty when the finding is about all of it. */
export interface Diagnostic {
  severity: 'error' | 'warning'
  summary: string
  detail: string
  file: string
  line: number
  column: number
}

/** Where something is declared: `file` relative to the package, `line` from 1. */
export interface Place {
  file: string
  line: number
}

export interface InputDefault {
  /** Apart from the value, because `default = null` is a default. */
  hasDefault: boolean
  /** The value as compact JSON; null when there is none or it is not a constant. */
  json: string | null
  /** As written in the configuration; null when there is none. */
  source: string | null
}

export interface Input extends Place {
  name: string
  /** Source text of the type constraint; empty when there is none. */
  type: string
  description: string
  default: InputDefault
  required: boolean
  nullable: boolean
  sensitive: boolean
  ephemeral: boolean
  /** OpenTofu: the value must be known before anything else is. */
  const: boolean
  /** What to use instead; empty when the input is not deprecated. */
  deprecated: string
  validations: number
}

export interface Output extends Place {
  name: string
  type: string
  description: string
  sensitive: boolean
  ephemeral: boolean
  deprecated: string
}

export interface Resource extends Place {
  mode: 'managed' | 'data' | 'ephemeral'
  type: string
  name: string
  /** The provider configuration that manages it, named or implied by its type. */
  provider: { name: string; alias: string | null }
}

export interface ModuleCall extends Place {
  name: string
  /** Empty when missing. An expression (OpenTofu) as written. */
  source: string
  version: string
}

export interface ProviderRequirement extends Place {
  /** Local name. */
  name: string
  /** `hashicorp` when no source is given, as Terraform implies. */
  namespace: string
  source: string
  /** All constraints, joined with ", ". */
  version: string
  /** References such as `aws.east` that a caller must pass. */
  configurationAliases: string[]
}

export interface ProviderConfiguration extends Place {
  name: string
  alias: string | null
}

export interface RequiredVersion extends Place {
  constraint: string
}

export interface DirectoryInspection {
  /** Relative to the package: empty for its root, `modules/x`, `examples/x`. */
  path: string
  /** Last part of the path; empty for the root. */
  name: string
  /** Whose rules chose the files. OpenTofu's where only `.tofu` files exist, even if Terraform's were asked for. */
  view: 'terraform' | 'opentofu'
  /** Text of the README; empty when there is none. */
  readme: string
  /** Whether nothing at all is declared. */
  empty: boolean
  hasTofuFiles: boolean
  inputs: Input[]
  outputs: Output[]
  resources: Resource[]
  moduleCalls: ModuleCall[]
  providers: ProviderRequirement[]
  providerConfigurations: ProviderConfiguration[]
  requiredVersions: RequiredVersion[]
  diagnostics: Diagnostic[]
}

/** The string in which the module registry protocol carries a default: JSON, or the source where that is no constant, or "". */
export function registryDefault(input: Pick<Input, 'default'>): string {
  return input.default.json ?? input.default.source ?? ''
}
