// Parses expressions: conditionals, operators by precedence, terms. Neighbouring files parse what contains expressions.

import {
  AMPERSAND,
  BANG,
  CLOSE_PAREN,
  COLON,
  EQUALS,
  GREATER,
  identifierEnd,
  isDigit,
  LESS,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  PERCENT,
  PIPE,
  PLUS,
  QUESTION,
  QUOTE,
  SLASH,
  STAR,
} from '../source/characters.ts'
import { parseFunctionCall } from './calls.ts'
import { parseBraces, parseBrackets } from './collections.ts'
import type { Cursor } from './cursor.ts'
import { parseHeredoc } from './heredocs.ts'
import { parseNumber } from './numbers.ts'
import { parseQuotedTemplate } from './quoted-templates.ts'
import type { BinaryOperator, Expression, Operation } from './syntax-tree.ts'
import { parseTraversal } from './traversals.ts'

const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
}

/** Parses one expression at the cursor. @throws SyntaxFailure */
export function parseExpression(cursor: Cursor): Expression {
  cursor.enter()
  const condition = parseOperation(cursor, 1)
  const expression = cursor.skip() === QUESTION ? parseConditional(cursor, condition) : condition
  cursor.depth--
  return expression
}

function parseConditional(cursor: Cursor, condition: Expression): Expression {
  cursor.at++
  const consequent = parseExpression(cursor)
  if (cursor.skip() !== COLON || cursor.code(1) === COLON) {
    throw cursor.unexpected(
      'Missing false expression in conditional',
      'A conditional expression has the form "condition ? true_val : false_val".',
    )
  }
  cursor.at++
  const alternate = parseExpression(cursor)
  return { kind: 'conditional', condition, consequent, alternate, start: condition.start, end: alternate.end }
}

function parseOperation(cursor: Cursor, lowest: number): Expression {
  let left = parseTraversedTerm(cursor)
  let chain: Operation | undefined
  for (;;) {
    const operator = peekOperator(cursor)
    if (operator === undefined || PRECEDENCE[operator] < lowest) return left
    cursor.at += operator.length
    const operand = parseOperation(cursor, PRECEDENCE[operator] + 1)
    const continues = chain?.rest[0] !== undefined && PRECEDENCE[chain.rest[0].operator] === PRECEDENCE[operator]
    if (chain === undefined || !continues) chain = { kind: 'operation', first: left, rest: [], start: left.start, end: left.end }
    chain.rest.push({ operator, operand })
    chain.end = operand.end
    left = chain
  }
}

function peekOperator(cursor: Cursor): BinaryOperator | undefined {
  const code = cursor.skip()
  const next = cursor.code(1)
  switch (code) {
    case PIPE:
      return next === PIPE ? '||' : undefined
    case AMPERSAND:
      return next === AMPERSAND ? '&&' : undefined
    case EQUALS:
      return next === EQUALS ? '==' : undefined
    case BANG:
      return next === EQUALS ? '!=' : undefined
    case LESS:
      return next === EQUALS ? '<=' : '<'
    case GREATER:
      return next === EQUALS ? '>=' : '>'
    case PLUS:
      return '+'
    case MINUS:
      return '-'
    case STAR:
      return '*'
    case SLASH:
      return '/'
    case PERCENT:
      return '%'
    default:
      return undefined
  }
}

function parseTraversedTerm(cursor: Cursor): Expression {
  cursor.countExpression()
  return parseTraversal(cursor, parseTerm(cursor), parseExpression)
}

function parseTerm(cursor: Cursor): Expression {
  const code = cursor.skip()
  switch (code) {
    case QUOTE:
      return parseQuotedTemplate(cursor, parseExpression)
    case OPEN_BRACKET:
      return parseBrackets(cursor, parseExpression)
    case OPEN_BRACE:
      return parseBraces(cursor, parseExpression)
    case OPEN_PAREN:
      return parseParentheses(cursor)
    case MINUS:
      return parseUnary(cursor, '-')
    case BANG:
      return parseUnary(cursor, '!')
    case LESS:
      return parseHeredoc(cursor, parseExpression)
    default:
      return isDigit(code) ? parseNumber(cursor) : parseName(cursor)
  }
}

function parseName(cursor: Cursor): Expression {
  const start = cursor.at
  const end = identifierEnd(cursor.text, start)
  if (end === start) throw cursor.unexpected('Invalid expression', 'Expected the start of an expression.')
  const name = cursor.text.slice(start, end)
  cursor.at = end
  const next = cursor.skip()
  if (next === OPEN_PAREN || (next === COLON && cursor.code(1) === COLON)) return parseFunctionCall(cursor, name, start, parseExpression)
  if (name === 'true' || name === 'false') return { kind: 'keyword', value: name === 'true', start, end }
  if (name === 'null') return { kind: 'keyword', value: null, start, end }
  return { kind: 'variable', name, start, end }
}

function parseUnary(cursor: Cursor, operator: '-' | '!'): Expression {
  const start = cursor.at
  cursor.at++
  cursor.enter()
  const operand = parseTraversedTerm(cursor)
  cursor.depth--
  return { kind: 'unary', operator, operand, start, end: operand.end }
}

function parseParentheses(cursor: Cursor): Expression {
  const start = cursor.at
  cursor.at++
  const inner = cursor.nested(false, () => {
    const expression = parseExpression(cursor)
    if (!cursor.take(CLOSE_PAREN)) throw cursor.unexpected('Unbalanced parentheses', 'Expected a closing parenthesis.')
    return expression
  })
  return { kind: 'parentheses', inner, start, end: cursor.at }
}
