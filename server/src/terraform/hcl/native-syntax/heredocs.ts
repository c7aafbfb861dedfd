// Parses heredoc templates: `<<MARKER` and `<<-MARKER`, which removes the common indentation.
import { CARRIAGE_RETURN, identifierEnd, LESS, MINUS, NEWLINE } from '../source/characters.ts'
import { SyntaxFailure } from '../source/diagnostics.ts'
import type { Cursor, ExpressionParser } from './cursor.ts'
import type { Template } from './syntax-tree.ts'
import { applyStripMarkers, nestPieces, removeIndentation } from './template-assembly.ts'
import { atEscapedSequence, atSequence, parseSequence, type TemplatePiece } from './template-pieces.ts'

/** Parses a heredoc. The cursor is at `<`, and stops before the newline after the end marker. */
export function parseHeredoc(cursor: Cursor, parseExpression: ExpressionParser): Template {
  const start = cursor.at
  const { marker, indented } = parseIntroducer(cursor)
  const pieces: TemplatePiece[] = []
  while (!takeEndMarker(cursor, marker, start)) readLine(cursor, pieces, parseExpression)
  applyStripMarkers(pieces)
  if (indented) removeIndentation(pieces)
  return { kind: 'template', form: 'heredoc', parts: nestPieces(pieces, cursor.limits), start, end: cursor.at }
}

function parseIntroducer(cursor: Cursor): { marker: string; indented: boolean } {
  const { text, at } = cursor
  const indented = cursor.code(2) === MINUS
  const markerStart = at + (indented ? 3 : 2)
  const markerEnd = identifierEnd(text, markerStart)
  const lineEnd = text.charCodeAt(markerEnd) === CARRIAGE_RETURN ? markerEnd + 1 : markerEnd
  if (cursor.code(1) !== LESS || markerEnd === markerStart || text.charCodeAt(lineEnd) !== NEWLINE) {
    throw cursor.unexpected(
      'Invalid expression',
      'Expected the start of an expression ("<<" and a marker at the end of the line start a heredoc).',
    )
  }
  cursor.at = lineEnd + 1
  return { marker: text.slice(markerStart, markerEnd), indented }
}

/** At the start of a line: whether it contains only the marker, which it then consumes. */
function takeEndMarker(cursor: Cursor, marker: string, heredocStart: number): boolean {
  const lineEnd = cursor.text.indexOf('\n', cursor.at)
  if (lineEnd === -1) {
    cursor.at = cursor.text.length
    throw new SyntaxFailure(
      heredocStart,
      'Unterminated heredoc',
      `The heredoc that starts here has no closing line "${marker.slice(0, 80)}".`,
    )
  }
  const end = cursor.text.charCodeAt(lineEnd - 1) === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd
  const line = cursor.text.slice(cursor.at, end)
  if (line.trim() !== marker || line.includes('\r')) return false
  cursor.at = end
  return true
}

/** Parses up to the start of the next line. Newlines inside a sequence do not end the line. */
function readLine(cursor: Cursor, pieces: TemplatePiece[], parseExpression: ExpressionParser): void {
  let value = ''
  let from = cursor.at
  for (;;) {
    const code = cursor.code()
    if (code === NEWLINE || cursor.at >= cursor.text.length) {
      cursor.at = Math.min(cursor.at + 1, cursor.text.length)
      pieces.push({ kind: 'literal', value: value + cursor.text.slice(from, cursor.at) })
      return
    }
    if (code === CARRIAGE_RETURN && cursor.code(1) !== NEWLINE) {
      throw cursor.unexpected('Invalid line ending', 'A carriage return must be followed by a newline.')
    }
    if (atSequence(cursor)) {
      if (cursor.at > from || value !== '') pieces.push({ kind: 'literal', value: value + cursor.text.slice(from, cursor.at) })
      pieces.push(parseSequence(cursor, parseExpression))
      value = ''
      from = cursor.at
    } else if (atEscapedSequence(cursor)) {
      value += cursor.text.slice(from, cursor.at + 1)
      from = cursor.at + 2
      cursor.at += 3
    } else cursor.at++
  }
}
