// Parses number literals.
import { DOT, isDigit, MINUS, PLUS } from '../source/characters.ts'
import { SyntaxFailure } from '../source/diagnostics.ts'
import type { Cursor } from './cursor.ts'
import type { NumberLiteral } from './syntax-tree.ts'

const NUMBER = /^\d+(\.\d*)?([eE][+-]?\d+)?$/
const EXPONENT_MARK = 0x65

/** Parses the number at the cursor, which is at a digit. Leaves a trailing dot to the caller. */
export function parseNumber(cursor: Cursor): NumberLiteral {
  const start = cursor.at
  const end = numberEnd(cursor.text, start)
  const text = cursor.text.slice(start, end)
  if (!NUMBER.test(text)) throw new SyntaxFailure(start, 'Invalid number literal', `"${text.slice(0, 40)}" is not a number.`)
  cursor.at = end
  return { kind: 'number', text, start, end }
}

function numberEnd(text: string, start: number): number {
  let at = start
  for (;;) {
    const code = text.charCodeAt(at)
    if (isDigit(code) || code === DOT) at++
    else if ((code | 0x20) === EXPONENT_MARK && isDigit(text.charCodeAt(at + 1))) at += 2
    else if ((code | 0x20) === EXPONENT_MARK && isSign(text.charCodeAt(at + 1)) && isDigit(text.charCodeAt(at + 2))) at += 3
    else break
  }
  while (text.charCodeAt(at - 1) === DOT) at--
  return at
}

function isSign(code: number): boolean {
  return code === PLUS || code === MINUS
}
