// The flat form of a template: literals, interpolations and directives in source order, before nesting.
import { CLOSE_BRACE, DOLLAR, OPEN_BRACE, PERCENT, TILDE } from '../source/characters.ts'
import { parseLoopNames } from './collections.ts'
import type { Cursor, ExpressionParser } from './cursor.ts'
import type { Expression } from './syntax-tree.ts'

export interface LiteralPiece {
  kind: 'literal'
  value: string
}

interface Sequence {
  offset: number
  trimsBefore: boolean
  trimsAfter: boolean
}

export type SequencePiece = Sequence &
  (
    | { kind: 'interpolation'; expression: Expression }
    | { kind: 'if'; condition: Expression }
    | { kind: 'for'; key: string | null; value: string; collection: Expression }
    | { kind: 'else' | 'endif' | 'endfor' }
  )

export type TemplatePiece = LiteralPiece | SequencePiece

/** Whether `${` or `%{` is at the cursor. */
export function atSequence(cursor: Cursor): boolean {
  const code = cursor.code()
  return (code === DOLLAR || code === PERCENT) && cursor.code(1) === OPEN_BRACE
}

/** Whether `$${` or `%%{` is at the cursor, the escape for a literal `${` or `%{`. */
export function atEscapedSequence(cursor: Cursor): boolean {
  const code = cursor.code()
  return (code === DOLLAR || code === PERCENT) && cursor.code(1) === code && cursor.code(2) === OPEN_BRACE
}

/** Parses `${ … }` or `%{ … }` at the cursor. */
export function parseSequence(cursor: Cursor, parseExpression: ExpressionParser): SequencePiece {
  const offset = cursor.at
  const isDirective = cursor.code() === PERCENT
  cursor.at += 2
  const trimsBefore = cursor.code() === TILDE
  if (trimsBefore) cursor.at++
  return cursor.nested(false, () => {
    const content = isDirective
      ? parseDirective(cursor, parseExpression)
      : { kind: 'interpolation' as const, expression: parseExpression(cursor) }
    const code = cursor.skip()
    const trimsAfter = code === TILDE && cursor.code(1) === CLOSE_BRACE
    if (code !== CLOSE_BRACE && !trimsAfter) {
      throw cursor.unexpected('Missing end of template sequence', 'Expected a closing brace to end this sequence.')
    }
    cursor.at += trimsAfter ? 2 : 1
    return { ...content, offset, trimsBefore, trimsAfter }
  })
}

type Directive =
  | { kind: 'if'; condition: Expression }
  | { kind: 'for'; key: string | null; value: string; collection: Expression }
  | { kind: 'else' | 'endif' | 'endfor' }

function parseDirective(cursor: Cursor, parseExpression: ExpressionParser): Directive {
  const { name, start } = cursor.identifier('Invalid template directive', 'Expected if, else, endif, for or endfor.')
  switch (name) {
    case 'if':
      return { kind: 'if', condition: parseExpression(cursor) }
    case 'for': {
      const { keyName, valueName } = parseLoopNames(cursor)
      return { kind: 'for', key: keyName, value: valueName, collection: parseExpression(cursor) }
    }
    case 'else':
    case 'endif':
    case 'endfor':
      return { kind: name }
    default:
      cursor.at = start
      throw cursor.unexpected('Invalid template directive', 'Expected if, else, endif, for or endfor.')
  }
}
