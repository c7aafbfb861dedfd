// The result of inspecting a directory, which documentation, the registry protocol and the API show. Plain JSON.

/** A diagnostic. `file` is relative to the package (`modules/x/main.tf`), and empty when it concerns the whole package. */
export interface Diagnostic {
  severity: 'error' | 'warning'
  summary: string
  detail: string
  file: string
  line: number
  column: number
  /** An error that does not keep the version from being published. */
  tolerated?: true
}

/** The members that everybody may see. */
export function shownDiagnostic({ severity, summary, detail, file, line, column }: Diagnostic): Omit<Diagnostic, 'tolerated'> {
  return { severity, summary, detail, file, line, column }
}

/** Whether a version with this diagnostic in its root cannot be published. */
export function isRefusal({ severity, tolerated }: Diagnostic): boolean {
  return severity === 'error' && tolerated !== true
}

/** The position of a declaration: `file` relative to the package, `line` from 1. */
export interface Place {
  file: string
  line: number
}

export interface InputDefault {
  /** Separate from the value, because `default = null` is a default. */
  hasDefault: boolean
  /** The value as compact JSON; null when there is none or it is not a constant. */
  json: string | null
  /** As written in the configuration; null when there is none. */
  source: string | null
}

/** What an input's value must meet. Each text is null when the block lacks it. In the file of the input. */
export interface Validation {
  /** As written in the configuration. */
  condition: string | null
  /** The text of a constant string; other expressions as written. */
  errorMessage: string | null
  line: number
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
  /** OpenTofu: the value must be known before evaluation starts. */
  const: boolean
  /** The deprecation message; empty when the input is not deprecated. */
  deprecated: string
  validations: Validation[]
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
  /** The provider configuration that manages it, explicit or implied by its type. */
  provider: { name: string; alias: string | null }
}

export interface ModuleCall extends Place {
  name: string
  /** Empty when missing. Expressions (OpenTofu) appear as written. */
  source: string
  version: string
}

export interface ProviderRequirement extends Place {
  /** Local name. */
  name: string
  /** Without a source, `hashicorp/<name>`, as Terraform implies. */
  namespace: string
  source: string
  /** All constraints, joined with ", ". */
  version: string
  /** References such as `aws.east` that the calling module must pass. */
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
  /** The last segment of the path; empty for the root. */
  name: string
  /** The tool whose rules selected the files. OpenTofu where only `.tofu` files exist, even when the caller asked for Terraform. */
  view: 'terraform' | 'opentofu'
  /** The content of the README; empty when there is none. */
  readme: string
  /** Whether the directory declares nothing. */
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

/** A default as the module registry protocol represents it: JSON, or the source when it is not a constant, or "". */
export function registryDefault(input: Pick<Input, 'default'>): string {
  return input.default.json ?? input.default.source ?? ''
}
