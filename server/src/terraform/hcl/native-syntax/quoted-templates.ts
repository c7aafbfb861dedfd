// Parses quoted strings: with template sequences as values, without them as block labels.
import { BACKSLASH, CARRIAGE_RETURN, DOLLAR, EOF, NEWLINE, PERCENT, QUOTE } from '../source/characters.ts'
import { SyntaxFailure } from '../source/diagnostics.ts'
import type { Cursor, ExpressionParser } from './cursor.ts'
import { parseEscape } from './string-escapes.ts'
import type { Template } from './syntax-tree.ts'
import { applyStripMarkers, nestPieces } from './template-assembly.ts'
import { atEscapedSequence, atSequence, parseSequence, type TemplatePiece } from './template-pieces.ts'

/** Parses `"…"` at the cursor. */
export function parseQuotedTemplate(cursor: Cursor, parseExpression: ExpressionParser): Template {
  const start = cursor.at
  const pieces: TemplatePiece[] = []
  cursor.at++
  while (cursor.code() !== QUOTE) {
    if (atSequence(cursor)) pieces.push(parseSequence(cursor, parseExpression))
    else pieces.push({ kind: 'literal', value: readLiteral(cursor, start) })
  }
  cursor.at++
  if (pieces.length > 1) applyStripMarkers(pieces)
  return { kind: 'template', form: 'quoted', parts: nestPieces(pieces, cursor.limits), start, end: cursor.at }
}

/** Parses a quoted string without template sequences: a block label. @returns its text */
export function parseQuotedLabel(cursor: Cursor): string {
  const start = cursor.at
  cursor.at++
  if (cursor.code() === QUOTE) {
    cursor.at++
    return ''
  }
  const value = atSequence(cursor) ? '' : readLiteral(cursor, start)
  if (cursor.code() !== QUOTE) {
    throw new SyntaxFailure(
      cursor.at,
      'Invalid string literal',
      'Template sequences are not allowed in this string. To include a literal "${", write "$${".',
    )
  }
  cursor.at++
  return value
}

/** Parses up to the closing quote or the next sequence; at least one character. */
function readLiteral(cursor: Cursor, stringStart: number): string {
  let value = ''
  let from = cursor.at
  for (;;) {
    const code = cursor.code()
    if (code === QUOTE) break
    if (code === BACKSLASH) {
      value += cursor.text.slice(from, cursor.at) + parseEscape(cursor)
      from = cursor.at
    } else if (code === DOLLAR || code === PERCENT) {
      if (atSequence(cursor)) break
      if (atEscapedSequence(cursor)) {
        value += cursor.text.slice(from, cursor.at + 1)
        cursor.at += 2
        from = cursor.at
      }
      cursor.at++
    } else if (code === NEWLINE || code === CARRIAGE_RETURN) {
      throw new SyntaxFailure(stringStart, 'Invalid multi-line string', 'A quoted string must end on the line where it starts.')
    } else if (code === EOF) {
      throw new SyntaxFailure(stringStart, 'Unterminated string', 'The string that starts here has no closing quote.')
    } else cursor.at++
  }
  return value + cursor.text.slice(from, cursor.at)
}
