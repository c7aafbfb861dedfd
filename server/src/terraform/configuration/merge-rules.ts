// The rules for each kind of declaration: what identifies it, and what an override replaces.
import type {
  ModuleCallDeclaration,
  OutputDeclaration,
  ProviderConfigurationDeclaration,
  RequiredProviderDeclaration,
  ResourceDeclaration,
  VariableDeclaration,
} from './reading/declarations.ts'

export interface MergeRules<T> {
  key(declaration: T): string
  /** For messages: `variable "name"`. */
  title(declaration: T): string
  /** Applies the override. */
  override(base: T, override: T): Partial<T>
  /** Whether an override without a base is allowed and added. */
  addsMissing(override: T): boolean
  /** Combines two declarations of base files; without it, the first one counts. */
  combine?(first: T, second: T): T
}

const never = (): boolean => false

export const VARIABLES: MergeRules<VariableDeclaration> = {
  key: ({ name }) => name,
  title: ({ name }) => `variable "${name}"`,
  override: (base, override) => ({
    type: override.type ?? base.type,
    description: override.description ?? base.description,
    default: override.default ?? base.default,
    nullable: override.nullable ?? base.nullable,
    sensitive: override.sensitive ?? base.sensitive,
    ephemeral: override.ephemeral ?? base.ephemeral,
    const: override.const ?? base.const,
    deprecated: override.deprecated ?? base.deprecated,
  }),
  addsMissing: never,
}

export const OUTPUTS: MergeRules<OutputDeclaration> = {
  key: ({ name }) => name,
  title: ({ name }) => `output "${name}"`,
  override: (base, override) => ({
    type: override.type ?? base.type,
    description: override.description ?? base.description,
    sensitive: override.sensitive ?? base.sensitive,
    ephemeral: override.ephemeral ?? base.ephemeral,
    deprecated: override.deprecated ?? base.deprecated,
    hasValue: base.hasValue || override.hasValue,
  }),
  addsMissing: never,
}

export const RESOURCES: MergeRules<ResourceDeclaration> = {
  key: ({ mode, type, name }) => JSON.stringify([mode, type, name]),
  title: ({ mode, type, name }) => `${mode === 'managed' ? 'resource' : mode} "${type}" "${name}"`,
  override: (base, override) => ({ provider: override.provider ?? base.provider }),
  addsMissing: never,
}

export const MODULE_CALLS: MergeRules<ModuleCallDeclaration> = {
  key: ({ name }) => name,
  title: ({ name }) => `module "${name}"`,
  override: (base, override) => ({
    source: override.source ?? base.source,
    version: override.version ?? base.version,
    inputs: [...base.inputs, ...override.inputs.map(({ name }) => ({ name, line: base.line }))],
  }),
  addsMissing: never,
}

/** A default provider configuration exists implicitly, so an override needs no base. */
export const PROVIDER_CONFIGURATIONS: MergeRules<ProviderConfigurationDeclaration> = {
  key: ({ name, alias }) => JSON.stringify([name, alias]),
  title: ({ name, alias }) => `provider "${name}"${alias === null ? '' : ` with alias "${alias}"`}`,
  override: (base, override) => ({ version: override.version ?? base.version }),
  addsMissing: ({ alias }) => alias === null,
}

/** An override replaces the whole requirement. Modules for Terraform 0.12 may have several, whose constraints add up. */
export const REQUIRED_PROVIDERS: MergeRules<RequiredProviderDeclaration> = {
  key: ({ name }) => name,
  title: ({ name }) => `required provider "${name}"`,
  override: (_base, override) => override,
  addsMissing: () => true,
  combine: (first, second) => ({
    ...first,
    source: first.source ?? second.source,
    version: joinConstraints([first.version, second.version]),
    configurationAliases: [...new Set([...first.configurationAliases, ...second.configurationAliases])],
  }),
}

/** A single declaration as it is written; the distinct constraints of several, joined with ", "; null when there are none. */
export function joinConstraints(declarations: readonly (string | null)[]): string | null {
  const written = new Set(declarations.filter((declaration) => declaration !== null && declaration.trim() !== ''))
  if (written.size <= 1) return [...written][0] ?? null
  const constraints = [...written].flatMap((declaration) => (declaration ?? '').split(',')).map((constraint) => constraint.trim())
  return [...new Set(constraints.filter((constraint) => constraint !== ''))].join(', ')
}
