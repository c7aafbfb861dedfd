// Reads `resource`, `data`, `ephemeral` and `module` blocks.
import { stringArgument } from './arguments.ts'
import type { ModuleCallDeclaration, ProviderReference, ResourceDeclaration, ResourceMode } from './declarations.ts'
import type { FileContext, SourceBody } from './source-body.ts'

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
  return root.blocks('module', ['name']).map(({ labels: [name = ''], offset, body }) => ({
    name,
    source: readSource(body, context),
    version: readVersion(body, context),
    line: context.source.line(offset),
  }))
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
  const value = body.argument('version')?.value
  if (value === undefined) return null
  return value.constant() === undefined ? value.sourceText() : stringArgument(body, 'version', context)
}
