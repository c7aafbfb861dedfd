// Parses tuples, objects and `for` expressions.

import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, EQUALS, GREATER, NEWLINE, OPEN_BRACE } from '../source/characters.ts'
import { takeEllipsis } from './calls.ts'
import type { Cursor, ExpressionParser } from './cursor.ts'
import type { Expression, ForExpression, ObjectItem } from './syntax-tree.ts'

/** Parses `[…]`: a tuple or a `for` expression. */
export function parseBrackets(cursor: Cursor, parseExpression: ExpressionParser): Expression {
  const start = cursor.at
  cursor.at++
  return cursor.nested(false, () => {
    if (takeFor(cursor)) return parseFor(cursor, start, 'tuple', parseExpression)
    const items = parseItems(cursor, parseExpression)
    return { kind: 'tuple', items, start, end: cursor.at }
  })
}

function parseItems(cursor: Cursor, parseExpression: ExpressionParser): Expression[] {
  const items: Expression[] = []
  for (;;) {
    if (cursor.take(CLOSE_BRACKET)) return items
    items.push(parseExpression(cursor))
    if (!cursor.take(COMMA) && cursor.skip() !== CLOSE_BRACKET) {
      throw cursor.unexpected('Missing item separator', 'Expected a comma or a closing bracket after this item.')
    }
  }
}

/** Parses `{…}`: an object or a `for` expression. */
export function parseBraces(cursor: Cursor, parseExpression: ExpressionParser): Expression {
  const start = cursor.at
  cursor.at++
  const loop = cursor.nested(false, () => {
    const opening = cursor.at
    if (takeFor(cursor)) return parseFor(cursor, start, 'object', parseExpression)
    cursor.at = opening
    return undefined
  })
  if (loop !== undefined) return loop
  const items = cursor.nested(true, () => parseObjectItems(cursor, parseExpression))
  return { kind: 'object', items, start, end: cursor.at }
}

function parseObjectItems(cursor: Cursor, parseExpression: ExpressionParser): ObjectItem[] {
  const items: ObjectItem[] = []
  for (;;) {
    skipNewlines(cursor)
    if (cursor.take(CLOSE_BRACE)) return items
    const key = parseExpression(cursor)
    takeAssignment(cursor)
    items.push({ key, value: parseExpression(cursor) })
    const next = cursor.skip()
    if (next === COMMA) cursor.at++
    else if (next !== NEWLINE && next !== CLOSE_BRACE) {
      throw cursor.unexpected('Missing attribute separator', 'Expected a newline, a comma or a closing brace after this value.')
    }
  }
}

function skipNewlines(cursor: Cursor): void {
  while (cursor.skip() === NEWLINE) cursor.takeNewline()
}

function takeAssignment(cursor: Cursor): void {
  const code = cursor.skip()
  const next = cursor.code(1)
  if (code === EQUALS && next !== EQUALS && next !== GREATER) cursor.at++
  else if (code === COLON && next !== COLON) cursor.at++
  // Terraform 0.11 accepted `{ name { … } }`, where the object can only be the value.
  else if (code !== OPEN_BRACE || !cursor.tolerate('Missing "=" before this object', 'Write "name = { … }".')) {
    throw cursor.unexpected('Missing attribute value', 'Expected an equals sign or a colon, and a value, after this name.')
  }
}

/** Whether `for` follows as the start of a `for` expression, not as an attribute name (`{ for = 1 }`). */
function takeFor(cursor: Cursor): boolean {
  if (cursor.peekIdentifier() !== 'for') return false
  const start = cursor.at
  cursor.at += 3
  const next = cursor.skip()
  if (next !== EQUALS && next !== COLON) return true
  cursor.at = start
  return false
}

function parseFor(cursor: Cursor, start: number, form: 'tuple' | 'object', parseExpression: ExpressionParser): ForExpression {
  const { keyName, valueName } = parseLoopNames(cursor)
  const collection = parseExpression(cursor)
  if (cursor.skip() !== COLON || cursor.code(1) === COLON) {
    throw cursor.unexpected('Invalid "for" expression', 'Expected a colon after the collection.')
  }
  cursor.at++
  const first = parseExpression(cursor)
  const value = form === 'object' ? parseArrowValue(cursor, parseExpression) : first
  const grouping = form === 'object' && takeEllipsis(cursor)
  const condition = takeKeyword(cursor, 'if') ? parseExpression(cursor) : null
  if (!cursor.take(form === 'object' ? CLOSE_BRACE : CLOSE_BRACKET)) {
    throw cursor.unexpected('Invalid "for" expression', 'Expected the end of the "for" expression.')
  }
  const key = form === 'object' ? first : null
  return { kind: 'for', form, keyName, valueName, collection, key, value, condition, grouping, start, end: cursor.at }
}

function parseArrowValue(cursor: Cursor, parseExpression: ExpressionParser): Expression {
  if (cursor.skip() !== EQUALS || cursor.code(1) !== GREATER) {
    throw cursor.unexpected('Invalid "for" expression', 'A "for" expression that builds an object requires "key => value".')
  }
  cursor.at += 2
  return parseExpression(cursor)
}

/** Parses `value in` or `key, value in`. Shared with the `%{ for }` directive of templates. */
export function parseLoopNames(cursor: Cursor): { keyName: string | null; valueName: string } {
  const first = cursor.identifier('Invalid "for" expression', 'Expected a variable name after "for".').name
  const second = cursor.take(COMMA) ? cursor.identifier('Invalid "for" expression', 'Expected a second variable name.').name : undefined
  if (!takeKeyword(cursor, 'in')) throw cursor.unexpected('Invalid "for" expression', 'Expected the keyword "in".')
  return second === undefined ? { keyName: null, valueName: first } : { keyName: first, valueName: second }
}

function takeKeyword(cursor: Cursor, keyword: string): boolean {
  if (cursor.peekIdentifier() !== keyword) return false
  cursor.at += keyword.length
  return true
}
