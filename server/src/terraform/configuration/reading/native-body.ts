// Native syntax (`.tf`, `.tofu`) behind the common interface.
import { type Attribute, type Body, type Expression, evaluateConstant } from '../../hcl/index.ts'
import type { FileContext, SourceArgument, SourceBlock, SourceBody, SourceValue } from './source-body.ts'

export function nativeBody(body: Body, context: FileContext): SourceBody {
  return {
    argument(name) {
      const attribute = body.attributes.get(name)
      return attribute === undefined ? undefined : nativeArgument(attribute, context)
    },
    arguments: () => [...body.attributes.values()].map((attribute) => nativeArgument(attribute, context)),
    members: () => [
      ...[...body.attributes.values()].map(({ name, start }) => ({ kind: 'argument' as const, name, offset: start })),
      ...body.blocks.map(({ type, start }) => ({ kind: 'block' as const, name: type, offset: start })),
    ],
    blocks: (type, labelNames) => nativeBlocks(body, type, labelNames, context),
  }
}

function nativeArgument({ name, start, expression }: Attribute, context: FileContext): SourceArgument {
  return { name, offset: start, value: nativeValue(expression, context) }
}

function nativeBlocks(body: Body, type: string, labelNames: readonly string[], context: FileContext): SourceBlock[] {
  const blocks: SourceBlock[] = []
  for (const block of body.blocks) {
    if (block.type !== type) continue
    if (block.labels.length === labelNames.length) {
      blocks.push({ labels: block.labels, offset: block.start, body: nativeBody(block.body, context) })
    } else {
      const wanted = labelNames.length === 0 ? 'no labels' : `${labelNames.length} label(s) (${labelNames.join(', ')})`
      const detail = `A "${type}" block requires ${wanted}, but this one has ${block.labels.length}.`
      context.report(block.start, { severity: 'error', summary: 'Wrong number of labels', detail })
    }
  }
  return blocks
}

function nativeValue(expression: Expression, context: FileContext): SourceValue {
  return {
    offset: expression.start,
    constant: () => evaluateConstant(expression, context.budget),
    sourceText: () => context.source.text.slice(expression.start, expression.end),
    quotedText: () => quotedText(expression),
    reference: () => quotedText(expression) ?? dottedReference(expression),
    items: () => (expression.kind === 'tuple' ? expression.items.map((item) => nativeValue(item, context)) : undefined),
    properties: () => nativeProperties(expression, context),
  }
}

function quotedText(expression: Expression): string | undefined {
  if (expression.kind !== 'template' || expression.form !== 'quoted') return undefined
  const [only, ...others] = expression.parts
  if (only === undefined) return ''
  return only.kind === 'literal' && others.length === 0 ? only.value : undefined
}

/** The attribute names up to the first other step (`aws.by_region[each.key]` gives `aws.by_region`). */
function dottedReference(expression: Expression): string | undefined {
  if (expression.kind === 'variable') return expression.name
  if (expression.kind !== 'traversal' || expression.source.kind !== 'variable') return undefined
  const names = [expression.source.name]
  for (const step of expression.steps) {
    if (step.kind !== 'attribute') break
    names.push(step.name)
  }
  return names.join('.')
}

function nativeProperties(expression: Expression, context: FileContext): Map<string, SourceValue> | undefined {
  if (expression.kind !== 'object') return undefined
  const properties = new Map<string, SourceValue>()
  for (const { key, value } of expression.items) {
    const name = key.kind === 'variable' ? key.name : quotedText(key)
    if (name !== undefined) properties.set(name, nativeValue(value, context))
  }
  return properties
}
