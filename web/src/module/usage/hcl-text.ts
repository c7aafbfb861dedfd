// Text that stays what it is inside of a configuration: nothing that an author wrote can end a string or a comment.

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
/** Whatever ends a line or is not seen, such as marks that turn the direction of the text. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/** A string. `${` and `%{` would begin a template. */
export function quoted(text: string): string {
  const escaped = text.toWellFormed().replaceAll(/["\\\p{Cc}]/gu, (character) => ESCAPES[character] ?? numbered(character))
  return `"${escaped.replaceAll(/[$%](?=\{)/g, '$&$&')}"`
}

function numbered(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}

/** The first line of a text, cut at `max` characters. Empty when nothing is left. */
export function commentOf(text: string, max: number): string {
  const [line = ''] = text.trim().split(/[\r\n]/)
  const characters = Array.from(line.toWellFormed().replaceAll(UNSEEN, ' ').trim())
  return characters.length > max ? `${characters.slice(0, max).join('').trimEnd()}…` : characters.join('')
}

/** Letters, digits and underscores, beginning with one that is no digit. Hyphens are allowed, but not customary. */
export function labelOf(name: string): string {
  const label = name.replaceAll(/\W/g, '_')
  return /^\d/.test(label) ? `_${label}` : label
}
