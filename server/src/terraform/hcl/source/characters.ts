// Named character codes, and the characters of identifiers.

export const EOF = -1
export const TAB = 0x09
export const NEWLINE = 0x0a
export const CARRIAGE_RETURN = 0x0d
export const SPACE = 0x20
export const BANG = 0x21
export const QUOTE = 0x22
export const HASH = 0x23
export const DOLLAR = 0x24
export const PERCENT = 0x25
export const AMPERSAND = 0x26
export const OPEN_PAREN = 0x28
export const CLOSE_PAREN = 0x29
export const STAR = 0x2a
export const PLUS = 0x2b
export const COMMA = 0x2c
export const MINUS = 0x2d
export const DOT = 0x2e
export const SLASH = 0x2f
export const ZERO = 0x30
export const NINE = 0x39
export const COLON = 0x3a
export const LESS = 0x3c
export const EQUALS = 0x3d
export const GREATER = 0x3e
export const QUESTION = 0x3f
export const OPEN_BRACKET = 0x5b
export const BACKSLASH = 0x5c
export const CLOSE_BRACKET = 0x5d
export const UNDERSCORE = 0x5f
export const OPEN_BRACE = 0x7b
export const PIPE = 0x7c
export const CLOSE_BRACE = 0x7d
export const TILDE = 0x7e

const START = /^\p{ID_Start}$/u
const CONTINUE = /^\p{ID_Continue}$/u

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE
}

function isAsciiLetter(code: number): boolean {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

/** @param code a code point, or EOF */
export function isIdentifierStart(code: number): boolean {
  if (code < 0x80) return isAsciiLetter(code) || code === UNDERSCORE
  return START.test(String.fromCodePoint(code))
}

/** @returns the offset after the identifier at `start`, or `start` when there is none */
export function identifierEnd(text: string, start: number): number {
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code < 0x80) {
      const fits = isAsciiLetter(code) || code === UNDERSCORE || (at > start && (code === MINUS || isDigit(code)))
      if (!fits) return at
      at++
    } else {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
      if (!(at === start ? START : CONTINUE).test(character)) return at
      at += character.length
    }
  }
  return at
}

/** Whether the whole text is one HCL identifier. */
export function isIdentifier(text: string): boolean {
  return text !== '' && identifierEnd(text, 0) === text.length
}

/** Describes an unexpected character in a message. */
export function describeCharacter(text: string, offset: number): string {
  const code = text.codePointAt(offset)
  if (code === undefined) return 'the end of the file'
  if (code === NEWLINE || code === CARRIAGE_RETURN) return 'the end of the line'
  if (code < SPACE || code === 0x7f || code === 0xfffd) return `the character U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  const end = identifierEnd(text, offset)
  const shown = end > offset && end - offset <= 40 ? text.slice(offset, end) : String.fromCodePoint(code)
  return `"${shown}"`
}
