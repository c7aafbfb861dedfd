// The values of constant expressions, and their representation in JSON.

/** A constant value. Numbers are decimal texts, because JavaScript numbers would lose digits. */
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

/** HCL strings use Unicode normalization form C. */
export function stringConstant(value: string): Constant {
  return { kind: 'string', value: normalized(value) }
}

const NOT_ASCII = /[\u0080-\uffff]/
/** Normalizing a run of combining marks takes quadratic time. No written language needs more than a few in a row. */
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

/** Converts a value to a string, as templates and object keys do. @returns undefined for null and collections */
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

/** Converts a boolean, or the string `true` or `false`. */
export function constantToBoolean(constant: Constant): boolean | undefined {
  if (constant.kind === 'boolean') return constant.value
  if (constant.kind === 'string' && (constant.value === 'true' || constant.value === 'false')) return constant.value === 'true'
  return undefined
}

/** Whether type and value are equal. Compares numbers as `decimalText` writes them. */
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
