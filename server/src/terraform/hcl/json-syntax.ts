// Parses JSON as HCL does, with offsets, so that diagnostics have lines. Uses jsonc-parser, and refuses comments.
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { booleanConstant, type Constant, NULL, numberConstant, stringConstant } from './evaluation/constants.ts'
import { canonicalNumber } from './evaluation/decimals.ts'
import type { SyntaxDiagnostic } from './source/diagnostics.ts'
import { SYNTAX_LIMITS, type SyntaxLimits } from './source/limits.ts'
import type { SourceText } from './source/source-text.ts'

/** A node of a JSON document; `offset` and `length` are its range. Duplicate keys are separate children. */
export type JsonNode = Node

/** Parses a JSON document. Never throws. @returns the root, or undefined when the text has none, and diagnostics */
export function parseJsonSyntax(
  source: SourceText,
  limits: SyntaxLimits = SYNTAX_LIMITS,
): { root: JsonNode | undefined; diagnostics: SyntaxDiagnostic[] } {
  const tooDeep = offsetBeyondDepth(source.text, limits.depth)
  if (tooDeep !== undefined) {
    const detail = `Nesting is limited to ${limits.depth} levels.`
    return { root: undefined, diagnostics: [{ code: 'limit', summary: 'Nesting too deep', detail, ...source.position(tooDeep) }] }
  }
  const errors: ParseError[] = []
  const root = parseTree(source.text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false })
  // Later errors mostly follow from the first.
  const diagnostics = errors
    .slice(0, 1)
    .map(
      (error): SyntaxDiagnostic => ({ code: 'syntax', summary: 'Invalid JSON', detail: describe(error), ...source.position(error.offset) }),
    )
  return { root, diagnostics }
}

function describe(error: ParseError): string {
  const words = printParseErrorCode(error.error)
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return `JSON parser error: ${words}.`
}

/** The offset where brackets outside strings exceed the depth limit. The check comes first because the parser recurses. */
function offsetBeyondDepth(text: string, limit: number): number | undefined {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (inString) {
      if (character === '\\') at++
      else if (character === '"' || character === '\n') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') {
      depth++
      if (depth > limit) return at
    } else if (character === '}' || character === ']') depth--
  }
  return undefined
}

/** The value of a JSON node. Strings are literal, not templates. @returns undefined for a number beyond the bounds */
export function jsonConstant(node: JsonNode, source: SourceText): Constant | undefined {
  switch (node.type) {
    case 'null':
      return NULL
    case 'boolean':
      return booleanConstant(node.value === true)
    case 'string':
      return stringConstant(String(node.value))
    case 'number': {
      const text = canonicalNumber(source.text.slice(node.offset, node.offset + node.length))
      return text === undefined ? undefined : numberConstant(text)
    }
    case 'array':
      return jsonTuple(node, source)
    case 'object':
      return jsonObject(node, source)
    case 'property':
    default:
      return undefined
  }
}

function jsonTuple(node: JsonNode, source: SourceText): Constant | undefined {
  const items: Constant[] = []
  for (const child of node.children ?? []) {
    const item = jsonConstant(child, source)
    if (item === undefined) return undefined
    items.push(item)
  }
  return { kind: 'tuple', items }
}

function jsonObject(node: JsonNode, source: SourceText): Constant | undefined {
  const entries = new Map<string, Constant>()
  for (const { name, value } of jsonProperties(node)) {
    const item = jsonConstant(value, source)
    if (item === undefined) return undefined
    entries.set(name, item)
  }
  return { kind: 'object', entries }
}

export interface JsonProperty {
  name: string
  /** Offset of the name. */
  offset: number
  value: JsonNode
}

/** The properties of an object node, in source order, duplicates included; none for other nodes. */
export function jsonProperties(node: JsonNode): JsonProperty[] {
  if (node.type !== 'object') return []
  const properties: JsonProperty[] = []
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? []
    if (key !== undefined && value !== undefined) properties.push({ name: String(key.value), offset: key.offset, value })
  }
  return properties
}
