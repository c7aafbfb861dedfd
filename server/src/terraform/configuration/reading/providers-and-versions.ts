// Reads `terraform` blocks (required version and required providers) and `provider` blocks.
import { stringArgument, stringValue } from './arguments.ts'
import type { ProviderConfigurationDeclaration, RequiredProviderDeclaration, RequiredVersionDeclaration } from './declarations.ts'
import { checkContent, REQUIRED_PROVIDER_ARGUMENTS, TERRAFORM } from './known-content.ts'
import type { FileContext, SourceArgument, SourceBody, SourceValue } from './source-body.ts'
import { checkConstraint, checkRequiredVersion } from './version-constraints.ts'

export function readRequiredVersions(root: SourceBody, context: FileContext): RequiredVersionDeclaration[] {
  return root.blocks('terraform', []).flatMap(({ body }) => {
    checkContent(body, TERRAFORM, context)
    const argument = body.argument('required_version')
    const constraint = stringArgument(body, 'required_version', context)
    checkRequiredVersion(constraint, argument, context)
    return argument === undefined || constraint === null ? [] : [{ constraint, line: context.source.line(argument.offset) }]
  })
}

export interface RequiredProviders {
  providers: RequiredProviderDeclaration[]
  /** lines of the blocks */
  blocks: number[]
}

export function readRequiredProviders(root: SourceBody, context: FileContext): RequiredProviders {
  const blocks = root.blocks('terraform', []).flatMap(({ body }) => body.blocks('required_providers', []))
  return {
    providers: blocks.flatMap(({ body }) => body.arguments()).map((argument) => readRequiredProvider(argument, context)),
    blocks: blocks.map(({ offset }) => context.source.line(offset)),
  }
}

/** An object with source and version, or (Terraform 0.12) the version alone. */
function readRequiredProvider({ name, offset, value }: SourceArgument, context: FileContext): RequiredProviderDeclaration {
  const properties = value.properties()
  const line = context.source.line(offset)
  if (properties === undefined) {
    const version = stringValue(value, name, context)
    checkConstraint(version, value, context)
    return { name, source: null, version, configurationAliases: [], line }
  }
  for (const [key, found] of properties) {
    if (!REQUIRED_PROVIDER_ARGUMENTS.has(key)) context.tolerate(found.offset, unknownArgument(name, key))
  }
  const property = (key: string): string | null => {
    const found = properties.get(key)
    return found === undefined ? null : stringValue(found, key, context)
  }
  const configurationAliases = readAliases(properties.get('configuration_aliases'), context)
  const version = property('version')
  checkConstraint(version, properties.get('version'), context)
  return { name, source: property('source'), version, configurationAliases, line }
}

function unknownArgument(provider: string, name: string): { summary: string; detail: string } {
  const allowed = [...REQUIRED_PROVIDER_ARGUMENTS].join(', ')
  const detail = `The requirement of "${provider}" has ${JSON.stringify(name.slice(0, 80))}, which is none of ${allowed}.`
  return { summary: 'Unsupported argument', detail }
}

function readAliases(value: SourceValue | undefined, context: FileContext): string[] {
  if (value === undefined) return []
  const aliases = value.items()?.map((item) => item.reference())
  if (aliases !== undefined && !aliases.includes(undefined)) return aliases.filter((alias) => alias !== undefined)
  const detail = '"configuration_aliases" must be a list of references such as [aws.east].'
  context.report(value.offset, { severity: 'error', summary: 'Invalid configuration_aliases', detail })
  return aliases?.filter((alias) => alias !== undefined) ?? []
}

export function readProviderConfigurations(root: SourceBody, context: FileContext): ProviderConfigurationDeclaration[] {
  return root.blocks('provider', ['name']).map(({ labels: [name = ''], offset, body }) => {
    const version = stringArgument(body, 'version', context)
    checkConstraint(version, body.argument('version'), context)
    return { name, alias: stringArgument(body, 'alias', context), version, line: context.source.line(offset) }
  })
}
