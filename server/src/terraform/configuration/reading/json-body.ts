// JSON syntax (`.tf.json`, `.tofu.json`) behind the common interface. Only the reader's request decides whether a property is an
// argument or a block. Labels and bodies may be objects or arrays of objects at every level.
import { type JsonNode, type JsonProperty, jsonConstant, jsonProperties } from '../../hcl/index.ts'
import type { FileContext, SourceArgument, SourceBlock, SourceBody, SourceValue } from './source-body.ts'

const COMMENT = '//'

/** The body of the document: an object, or an array of objects that count as one. */
export function jsonBody(nodes: readonly JsonNode[], context: FileContext): SourceBody {
  const properties = new Map<string, JsonProperty[]>()
  for (const node of nodes) {
    for (const property of jsonProperties(node)) {
      if (property.name === COMMENT) continue
      const same = properties.get(property.name)
      if (same === undefined) properties.set(property.name, [property])
      else same.push(property)
    }
  }
  const lastOf = (same: JsonProperty[] | undefined): SourceArgument | undefined => {
    const property = same?.at(-1)
    return property && { name: property.name, offset: property.offset, value: jsonValue(property.value, context) }
  }
  return {
    argument(name) {
      reportDuplicate(properties.get(name), context)
      return lastOf(properties.get(name))
    },
    arguments: () => [...properties.values()].flatMap((same) => lastOf(same) ?? []),
    members: () =>
      [...properties.values()].flatMap(([first]) => (first ? [{ kind: 'property', name: first.name, offset: first.offset }] : [])),
    blocks: (type, labelNames) =>
      (properties.get(type) ?? []).flatMap(({ value }) => unpackBlocks(value, labelNames, { labels: [], type }, context)),
  }
}

function reportDuplicate(same: JsonProperty[] | undefined, context: FileContext): void {
  const second = same?.[1]
  if (second === undefined) return
  const detail = `The argument "${second.name}" was already set in this object.`
  context.report(second.offset, { severity: 'error', summary: 'Attribute redefined', detail })
}

/** The objects of a node: one, an array of them, or null (none). */
function objectsIn(node: JsonNode, context: FileContext, type: string): JsonNode[] {
  if (node.type === 'object') return [node]
  if (node.type === 'null') return []
  if (node.type === 'array')
    return (node.children ?? []).flatMap((child) => (child.type === 'object' ? [child] : notAnObject(child, context, type)))
  return notAnObject(node, context, type)
}

function notAnObject(node: JsonNode, context: FileContext, type: string): JsonNode[] {
  const detail = `"${type}" must be a JSON object or an array of objects.`
  context.report(node.offset, { severity: 'error', summary: 'Incorrect JSON value type', detail })
  return []
}

function unpackBlocks(
  node: JsonNode,
  labelNames: readonly string[],
  at: { labels: string[]; type: string },
  context: FileContext,
): SourceBlock[] {
  const objects = objectsIn(node, context, at.type)
  if (labelNames.length === 0) {
    return objects.map((object) => ({ labels: at.labels, offset: object.offset, body: jsonBody([object], context) }))
  }
  return objects.flatMap((object) =>
    jsonProperties(object).flatMap(({ name, value }) =>
      name === COMMENT ? [] : unpackBlocks(value, labelNames.slice(1), { labels: [...at.labels, name], type: at.type }, context),
    ),
  )
}

function jsonValue(node: JsonNode, context: FileContext): SourceValue {
  const text = node.type === 'string' ? String(node.value) : undefined
  return {
    offset: node.offset,
    constant: () => jsonConstant(node, context.source),
    sourceText: () => text ?? context.source.text.slice(node.offset, node.offset + node.length),
    quotedText: () => text,
    reference: () => text,
    items: () => (node.type === 'array' ? (node.children ?? []).map((child) => jsonValue(child, context)) : undefined),
    properties: () =>
      node.type === 'object'
        ? new Map(jsonProperties(node).map((property): [string, SourceValue] => [property.name, jsonValue(property.value, context)]))
        : undefined,
  }
}
