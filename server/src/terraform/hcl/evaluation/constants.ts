// The values that expressions without variables have, and how they are written as JSON.

/** A value known without running anything. Numbers are decimal texts, because JavaScript's would lose digits. */
export type Constant =
  | { kind: 'null' }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'number'; text: string }
  | { kind: 'string'; value: string }
  | { kind: 'tuple'; items: Constant[] }
  /** Keys in source order; a Map, because `__proto__` is a legal key. */
  | { kind: 'object'; entries: Map<string, Constant> }

export const NULL: Constant = { kind: 'null' }

export function booleanConstant(value: boolean): Constant {
  return { kind: 'boolean', value }
}

export function numberConstant(text: string): Constant {
  return { kind: 'number', text }
}

/** Strings of HCL are in Unicode normalization form C. */
export function stringConstant(value: string): Constant {
  return { kind: 'string', value: normalized(value) }
}

const NOT_ASCII = /[\u0080-\uffff]/
/** Reordering a run of combining marks takes quadratic time; no written language needs more than a few in a row. */
const MARK_RUN = /\p{M}{64}/u

export function normalized(text: string): string {
  return NOT_ASCII.test(text) && !MARK_RUN.test(text) ? text.normalize('NFC') : text
}

/** Compact JSON, object keys in source order. */
export function constantToJson(constant: Constant): string {
  switch (constant.kind) {
    case 'null':
      return 'null'
    case 'boolean':
      return String(constant.value)
    case 'number':
      return constant.text
    case 'string':
      return JSON.stringify(constant.value)
    case 'tuple':
      return `[${constant.items.map(constantToJson).join(',')}]`
    case 'object':
    default:
      return `{${[...constant.entries].map(([key, value]) => `${JSON.stringify(key)}:${constantToJson(value)}`).join(',')}}`
  }
}

/** The text a template or an object key makes of a value. @returns undefined for null and collections, which have none */
export function constantToText(constant: Constant): string | undefined {
  switch (constant.kind) {
    case 'string':
      return constant.value
    case 'number':
      return constant.text
    case 'boolean':
      return String(constant.value)
    case 'null':
    case 'tuple':
    case 'object':
    default:
      return undefined
  }
}

/** `true`, `false` and the strings that spell them. */
export function constantToBoolean(constant: Constant): boolean | undefined {
  if (constant.kind === 'boolean') return constant.value
  if (constant.kind === 'string' && (constant.value === 'true' || constant.value === 'false')) return constant.value === 'true'
  return undefined
}

/** Equal in type and value. Numbers are compared as written by `decimalText`. */
export function constantsEqual(a: Constant, b: Constant): boolean {
  if (a.kind === 'tuple' && b.kind === 'tuple') {
    return a.items.length === b.items.length && a.items.every((item, index) => constantsEqual(item, b.items[index] ?? NULL))
  }
  if (a.kind === 'object' && b.kind === 'object') {
    return a.entries.size === b.entries.size && [...a.entries].every(([key, item]) => equalsEntry(item, b.entries.get(key)))
  }
  return a.kind === b.kind && constantToText(a) === constantToText(b)
}

function equalsEntry(item: Constant, other: Constant | undefined): boolean {
  return other !== undefined && constantsEqual(item, other)
}
