// Parses function calls, including provider-defined functions.
import { CLOSE_PAREN, COLON, COMMA, DOT, OPEN_PAREN } from '../source/characters.ts'
import type { Cursor, ExpressionParser } from './cursor.ts'
import type { Expression, FunctionCall } from './syntax-tree.ts'

/** Parses the rest of a call. The cursor is after the first name, at `(` or `::`. */
export function parseFunctionCall(cursor: Cursor, firstName: string, start: number, parseExpression: ExpressionParser): FunctionCall {
  let name = firstName
  while (cursor.skip() === COLON && cursor.code(1) === COLON) {
    cursor.at += 2
    name += `::${cursor.identifier('Missing function name', 'Expected a name after "::".').name}`
  }
  if (!cursor.take(OPEN_PAREN)) throw cursor.unexpected('Missing open parenthesis', 'Function arguments must be in parentheses.')
  const { args, expandFinal } = cursor.nested(false, () => parseArguments(cursor, parseExpression))
  return { kind: 'call', name, args, expandFinal, start, end: cursor.at }
}

function parseArguments(cursor: Cursor, parseExpression: ExpressionParser): { args: Expression[]; expandFinal: boolean } {
  const args: Expression[] = []
  for (;;) {
    if (cursor.take(CLOSE_PAREN)) return { args, expandFinal: false }
    args.push(parseExpression(cursor))
    if (takeEllipsis(cursor)) {
      if (cursor.take(CLOSE_PAREN)) return { args, expandFinal: true }
      throw cursor.unexpected('Missing closing parenthesis', 'An expanded argument (with "...") must be the last argument.')
    }
    if (!cursor.take(COMMA) && cursor.skip() !== CLOSE_PAREN) {
      throw cursor.unexpected('Missing argument separator', 'Expected a comma or a closing parenthesis after this argument.')
    }
  }
}

export function takeEllipsis(cursor: Cursor): boolean {
  if (cursor.skip() !== DOT || cursor.code(1) !== DOT || cursor.code(2) !== DOT) return false
  cursor.at += 3
  return true
}
