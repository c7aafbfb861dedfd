// Parses what may follow a term: attributes, indexes, splats.
import { CLOSE_BRACKET, DOT, isDigit, OPEN_BRACKET, STAR } from '../source/characters.ts'
import { SyntaxFailure } from '../source/diagnostics.ts'
import type { Cursor, ExpressionParser } from './cursor.ts'
import { parseNumber } from './numbers.ts'
import type { Expression, TraversalStep } from './syntax-tree.ts'

/** Parses the steps after `source`. @returns `source` itself when there are none */
export function parseTraversal(cursor: Cursor, source: Expression, parseExpression: ExpressionParser): Expression {
  const steps = parseSteps(cursor, parseExpression)
  return steps.length === 0 ? source : { kind: 'traversal', source, steps, start: source.start, end: cursor.at }
}

function parseSteps(cursor: Cursor, parseExpression: ExpressionParser): TraversalStep[] {
  const steps: TraversalStep[] = []
  let end = cursor.at
  for (;;) {
    const code = cursor.skip()
    if (code === DOT && !atEllipsis(cursor)) steps.push(parseDotStep(cursor))
    else if (code === OPEN_BRACKET) {
      steps.push(parseBracketStep(cursor, parseExpression))
    } else {
      cursor.at = end
      return steps
    }
    end = cursor.at
  }
}

function atEllipsis(cursor: Cursor): boolean {
  return cursor.code(1) === DOT && cursor.code(2) === DOT
}

function parseDotStep(cursor: Cursor): TraversalStep {
  cursor.at++
  const code = cursor.skip()
  if (code === STAR) {
    cursor.at++
    return { kind: 'splat', form: 'attribute', steps: parseAttributeSteps(cursor) }
  }
  return parseNameStep(cursor, code)
}

function parseNameStep(cursor: Cursor, code: number): TraversalStep {
  if (!isDigit(code)) return { kind: 'attribute', name: cursor.identifier('Invalid attribute name', 'Expected a name after the dot.').name }
  const number = parseNumber(cursor)
  if (number.text.includes('.')) {
    throw new SyntaxFailure(number.start, 'Invalid legacy index syntax', 'Write consecutive indexes with brackets: [0][1].')
  }
  return { kind: 'legacy-index', key: number.text }
}

/** The attributes after `.*`, which belong to the splat. Brackets do not. */
function parseAttributeSteps(cursor: Cursor): TraversalStep[] {
  const steps: TraversalStep[] = []
  for (;;) {
    const end = cursor.at
    if (cursor.skip() !== DOT || atEllipsis(cursor)) {
      cursor.at = end
      return steps
    }
    cursor.at++
    const code = cursor.skip()
    if (code === STAR) throw cursor.unexpected('Nested splat expression', 'An attribute-only splat cannot contain another splat.')
    steps.push(parseNameStep(cursor, code))
  }
}

function parseBracketStep(cursor: Cursor, parseExpression: ExpressionParser): TraversalStep {
  cursor.at++
  const key = cursor.nested(false, () => {
    const splat = cursor.take(STAR)
    const expression = splat ? undefined : parseExpression(cursor)
    if (!cursor.take(CLOSE_BRACKET)) throw cursor.unexpected('Missing close bracket', 'Expected a closing bracket after the index.')
    return expression
  })
  if (key !== undefined) return { kind: 'index', key }
  cursor.enter()
  const steps = parseSteps(cursor, parseExpression)
  cursor.depth--
  return { kind: 'splat', form: 'full', steps }
}
