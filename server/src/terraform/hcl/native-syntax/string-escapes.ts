// Parses backslash escapes of quoted strings. Heredocs have none.

import { SyntaxFailure } from '../source/diagnostics.ts'
import type { Cursor } from './cursor.ts'

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
])

/** Parses the escape at the cursor, which is at the backslash. @returns the text that it stands for */
export function parseEscape(cursor: Cursor): string {
  const start = cursor.at
  const selector = cursor.text.charAt(start + 1)
  if (selector === 'u' || selector === 'U') return parseUnicodeEscape(cursor, selector === 'u' ? 4 : 8)
  const value = SIMPLE.get(selector)
  if (value === undefined) {
    throw new SyntaxFailure(
      start,
      'Invalid escape sequence',
      'Valid escape sequences are \\n, \\r, \\t, \\", \\\\, \\uNNNN and \\UNNNNNNNN.',
    )
  }
  cursor.at += 2
  return value
}

const HEXADECIMAL = /^[0-9a-fA-F]+$/

function parseUnicodeEscape(cursor: Cursor, digits: number): string {
  const start = cursor.at
  const text = cursor.text.slice(start + 2, start + 2 + digits)
  if (text.length < digits || !HEXADECIMAL.test(text)) {
    throw new SyntaxFailure(start, 'Invalid escape sequence', `This escape sequence requires ${digits} hexadecimal digits.`)
  }
  const code = Number.parseInt(text, 16)
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new SyntaxFailure(start, 'Invalid escape sequence', `U+${text.toUpperCase()} is not a valid Unicode character.`)
  }
  cursor.at += 2 + digits
  return String.fromCodePoint(code)
}
