// Reads `resource`, `data`, `ephemeral` and `module` blocks.
import { stringArgument } from './arguments.ts'
import type { CallInput, ModuleCallDeclaration, ProviderReference, ResourceDeclaration, ResourceMode } from './declarations.ts'
import { checkBlocks, MODULE_CALL, MODULE_CALL_ARGUMENTS } from './known-content.ts'
import type { FileContext, SourceBody } from './source-body.ts'
import { checkConstraint } from './version-constraints.ts'

const BLOCK_TYPES: readonly (readonly [blockType: string, mode: ResourceMode])[] = [
  ['resource', 'managed'],
  ['data', 'data'],
  ['ephemeral', 'ephemeral'],
]

export function readResources(root: SourceBody, context: FileContext): ResourceDeclaration[] {
  const declared = BLOCK_TYPES.flatMap(([blockType, mode]) => readBlocks(root, blockType, mode, context))
  // Scoped data sources of check blocks belong to the module like any other.
  const checked = root.blocks('check', ['name']).flatMap(({ body }) => readBlocks(body, 'data', 'data', context))
  return [...declared, ...checked].toSorted((a, b) => a.line - b.line)
}

function readBlocks(body: SourceBody, blockType: string, mode: ResourceMode, context: FileContext): ResourceDeclaration[] {
  return body.blocks(blockType, ['type', 'name']).map((block) => {
    const [type = '', name = ''] = block.labels
    return { mode, type, name, provider: readProvider(block.body), line: context.source.line(block.offset) }
  })
}

function readProvider(body: SourceBody): ProviderReference | null {
  const reference = body.argument('provider')?.value.reference()
  if (reference === undefined || reference === '') return null
  const [name = '', alias = null] = reference.split('.')
  return { name, alias }
}

export function readModuleCalls(root: SourceBody, context: FileContext): ModuleCallDeclaration[] {
  return root.blocks('module', ['name']).map(({ labels: [name = ''], offset, body }) => {
    checkBlocks(body, MODULE_CALL, context)
    const source = readSource(body, context)
    checkSource(source, body, context)
    return {
      name,
      source,
      version: readVersion(body, context),
      inputs: readInputs(body, context),
      line: context.source.line(offset),
    }
  })
}

function checkSource(source: string | null, body: SourceBody, context: FileContext): void {
  const offset = body.argument('source')?.value.offset
  if (source === null || offset === undefined) return
  if (source === '.' || source === '..') {
    const detail = `A path must begin with "./" or "../": write "${source}/".`
    context.tolerate(offset, { summary: 'Invalid module source address', detail })
  }
  if (body.argument('version') !== undefined && !mayHaveVersions(source)) {
    const detail = 'The module has a version, but its source is not in a registry. Remove the argument "version".'
    context.tolerate(offset, { summary: 'Version without a registry', detail })
  }
}

/** Only registries have versions: their sources are neither paths nor URLs. */
function mayHaveVersions(source: string): boolean {
  return !/^\.{0,2}\/|::|:\/\//.test(source)
}

function readInputs(body: SourceBody, context: FileContext): CallInput[] {
  const inputs = body.members().filter(({ kind, name }) => kind !== 'block' && !MODULE_CALL_ARGUMENTS.has(name))
  return inputs.map(({ name, offset }) => ({ name, line: context.source.line(offset) }))
}

/** OpenTofu allows expressions as module sources. They are kept as written. */
function readSource(body: SourceBody, context: FileContext): string | null {
  const value = body.argument('source')?.value
  if (value === undefined) return null
  const constant = value.constant()
  if (constant?.kind === 'string') return constant.value
  const detail = 'Terraform requires a constant string. Only OpenTofu evaluates expressions here.'
  context.report(value.offset, { severity: 'warning', summary: 'Module source is not a constant', detail })
  return value.sourceText()
}

function readVersion(body: SourceBody, context: FileContext): string | null {
  const argument = body.argument('version')
  if (argument === undefined) return null
  if (argument.value.constant() === undefined) return argument.value.sourceText()
  const version = stringArgument(body, 'version', context)
  checkConstraint(version, argument, context)
  return version
}
