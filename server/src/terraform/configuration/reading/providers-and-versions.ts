// Reads `terraform` blocks (required version and required providers) and `provider` blocks.
import { stringArgument, stringValue } from './arguments.ts'
import type { ProviderConfigurationDeclaration, RequiredProviderDeclaration, RequiredVersionDeclaration } from './declarations.ts'
import type { FileContext, SourceArgument, SourceBody, SourceValue } from './source-body.ts'

export function readRequiredVersions(root: SourceBody, context: FileContext): RequiredVersionDeclaration[] {
  return root.blocks('terraform', []).flatMap(({ body }) => {
    const argument = body.argument('required_version')
    const constraint = stringArgument(body, 'required_version', context)
    return argument === undefined || constraint === null ? [] : [{ constraint, line: context.source.line(argument.offset) }]
  })
}

export function readRequiredProviders(root: SourceBody, context: FileContext): RequiredProviderDeclaration[] {
  return root
    .blocks('terraform', [])
    .flatMap(({ body }) => body.blocks('required_providers', []))
    .flatMap(({ body }) => body.arguments())
    .map((argument) => readRequiredProvider(argument, context))
}

/** An object with source and version, or (Terraform 0.12) the version alone. */
function readRequiredProvider({ name, offset, value }: SourceArgument, context: FileContext): RequiredProviderDeclaration {
  const properties = value.properties()
  const line = context.source.line(offset)
  if (properties === undefined) {
    return { name, source: null, version: stringValue(value, name, context), configurationAliases: [], line }
  }
  const property = (key: string): string | null => {
    const found = properties.get(key)
    return found === undefined ? null : stringValue(found, key, context)
  }
  const configurationAliases = readAliases(properties.get('configuration_aliases'), context)
  return { name, source: property('source'), version: property('version'), configurationAliases, line }
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
  return root.blocks('provider', ['name']).map(({ labels: [name = ''], offset, body }) => ({
    name,
    alias: stringArgument(body, 'alias', context),
    version: stringArgument(body, 'version', context),
    line: context.source.line(offset),
  }))
}
