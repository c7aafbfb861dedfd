// Databases refuse two things that are legal here: NUL (PostgreSQL text) and lone surrogates (anything in UTF-8).

const REPLACEMENT = '\uFFFD'

/** The text with U+FFFD for NUL and for lone surrogates. */
export function storableText(text: string): string {
  return text.replaceAll('\0', REPLACEMENT).toWellFormed()
}

/** A copy of plain data with every text made storable, except keys. */
export function storable<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, item: unknown) => (typeof item === 'string' ? storableText(item) : item))
}

/** JSON escapes both. An escaped backslash before a `u` is no such escape. */
const UNSTORABLE_ESCAPE = /(\\\\)|\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})/g

/** JSON text, as `JSON.stringify` writes it, with U+FFFD for escapes that databases refuse. */
export function storableJson(json: string): string {
  return json.replaceAll(UNSTORABLE_ESCAPE, (_escape, backslashes: string | undefined) => backslashes ?? REPLACEMENT)
}
