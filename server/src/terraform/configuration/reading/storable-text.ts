// Databases refuse two things that are legal here: NUL (PostgreSQL text) and halves of surrogate pairs (anything that is UTF-8).

const REPLACEMENT = '\uFFFD'

/** The text with U+FFFD for NUL and for lone surrogates. */
export function storableText(text: string): string {
  return text.replaceAll('\0', REPLACEMENT).toWellFormed()
}

/** A copy of plain data with every text made storable. Keys are left alone. */
export function storable<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, item: unknown) => (typeof item === 'string' ? storableText(item) : item))
}

/** JSON writes both as escapes; an escaped backslash before a `u` is not one. */
const UNSTORABLE_ESCAPE = /(\\\\)|\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})/g

/** JSON text, as `JSON.stringify` writes it, with U+FFFD for the escapes of what cannot be stored. */
export function storableJson(json: string): string {
  return json.replaceAll(UNSTORABLE_ESCAPE, (_escape, backslashes: string | undefined) => backslashes ?? REPLACEMENT)
}
