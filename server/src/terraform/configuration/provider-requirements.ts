// Finds the providers that a directory requires: in `required_providers`, in `provider` blocks, or implied by resources.

import type { Place, ProviderRequirement } from './inspection.ts'
import { joinConstraints } from './merge-rules.ts'
import type { MergedDeclarations } from './merging.ts'
import type { RequiredProviderDeclaration, ResourceDeclaration } from './reading/declarations.ts'
import { byText } from './reading/file-selection.ts'

/** The built-in provider of `terraform_remote_state` and `terraform_data`. */
const BUILT_IN = 'terraform'

/** The provider configuration of a resource: explicit, or the default one of the provider that its type starts with. */
export function providerOf({ provider, type }: ResourceDeclaration): { name: string; alias: string | null } {
  if (provider !== null) return provider
  const underscore = type.indexOf('_')
  return { name: underscore === -1 ? type : type.slice(0, underscore), alias: null }
}

interface Need {
  place: Place
  declared: RequiredProviderDeclaration | undefined
  versions: (string | null)[]
}

/** Sorted by local name. The position is the first declaration of the provider, or else its first use. */
export function providerRequirements(merged: MergedDeclarations): ProviderRequirement[] {
  const needs = new Map<string, Need>()
  const need = (name: string, place: Place, version: string | null, declared?: RequiredProviderDeclaration): void => {
    const existing = needs.get(name)
    if (existing === undefined) needs.set(name, { place, declared, versions: [version] })
    else existing.versions.push(version)
  }
  for (const declared of merged.requiredProviders) need(declared.name, declared, declared.version, declared)
  for (const configuration of merged.providerConfigurations) need(configuration.name, configuration, configuration.version)
  for (const resource of merged.resources) need(providerOf(resource).name, resource, null)
  return [...needs].toSorted(([a], [b]) => byText(a, b)).map(([name, found]) => requirement(name, found))
}

function requirement(name: string, { place: { file, line }, declared, versions }: Need): ProviderRequirement {
  const source = declared?.source ?? impliedSource(name)
  return {
    name,
    namespace: namespaceOf(source),
    source,
    version: joinConstraints(versions) ?? '',
    configurationAliases: declared?.configurationAliases ?? [],
    file,
    line,
  }
}

function impliedSource(name: string): string {
  return name === BUILT_IN ? 'terraform.io/builtin/terraform' : `hashicorp/${name}`
}

/** Sources are `[host/]namespace/type`, or a type alone, whose namespace is `hashicorp`. */
function namespaceOf(source: string): string {
  return source.split('/').at(-2) ?? 'hashicorp'
}
