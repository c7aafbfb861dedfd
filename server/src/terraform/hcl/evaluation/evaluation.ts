// Evaluates constant expressions: those that Terraform accepts as the default of a variable.

import type {
  BinaryOperator,
  Expression,
  ForExpression,
  ObjectExpression,
  Template,
  TemplatePart,
  TraversalStep,
} from '../native-syntax/syntax-tree.ts'
import { booleanConstant, type Constant, constantToBoolean, constantToText, NULL, numberConstant, stringConstant } from './constants.ts'
import { canonicalNumber } from './decimals.ts'
import { NotConstant } from './not-constant.ts'
import { applyBinary, applyUnary } from './operators.ts'

/** The remaining steps and characters, shared by evaluations. Nested loops would otherwise grow without bound. */
export interface EvaluationBudget {
  remaining: number
}

/** Bounds the work by the length of the text, with room for every honest one. @param length the length of the source text */
export function evaluationBudget(length: number): EvaluationBudget {
  return { remaining: 500 + 2 * length }
}

interface Evaluation {
  budget: EvaluationBudget
  /** The names in scope from enclosing `for` expressions. */
  scope: ReadonlyMap<string, Constant>
}

/**
 * Evaluates an expression without references and function calls.
 * @returns the value, or undefined when there is none (a reference, a call, a type error, or too much work)
 */
export function evaluateConstant(expression: Expression, budget: EvaluationBudget): Constant | undefined {
  try {
    return evaluate(expression, { budget, scope: new Map() })
  } catch (error) {
    if (error instanceof NotConstant) return undefined
    throw error
  }
}

/** Arithmetic on long numbers costs more than other steps. */
const OPERATOR_COST = 3

function spend(evaluation: Evaluation, amount: number): void {
  evaluation.budget.remaining -= amount
  if (evaluation.budget.remaining < 0) throw new NotConstant('too much work')
}

function evaluate(expression: Expression, evaluation: Evaluation): Constant {
  spend(evaluation, 1)
  switch (expression.kind) {
    case 'number': {
      const text = canonicalNumber(expression.text)
      if (text === undefined) throw new NotConstant('number out of range')
      return numberConstant(text)
    }
    case 'keyword':
      return expression.value === null ? NULL : booleanConstant(expression.value)
    case 'template':
      return evaluateTemplate(expression, evaluation)
    case 'tuple':
      return { kind: 'tuple', items: expression.items.map((item) => evaluate(item, evaluation)) }
    case 'object':
      return evaluateObject(expression, evaluation)
    case 'parentheses':
      return evaluate(expression.inner, evaluation)
    case 'unary':
      return applyUnary(expression.operator, evaluate(expression.operand, evaluation))
    case 'operation':
      return expression.rest.reduce((left, step) => evaluateBinary(left, step, evaluation), evaluate(expression.first, evaluation))
    case 'conditional':
      return evaluateConditional(expression.condition, expression.consequent, expression.alternate, evaluation)
    case 'for':
      return evaluateFor(expression, evaluation)
    case 'traversal':
      return expression.steps.reduce((source, step) => applyStep(source, step, evaluation), evaluate(expression.source, evaluation))
    case 'variable':
      return lookUp(expression.name, evaluation)
    case 'call':
    default:
      throw new NotConstant('function call')
  }
}

function evaluateBinary(left: Constant, step: { operator: BinaryOperator; operand: Expression }, evaluation: Evaluation): Constant {
  spend(evaluation, OPERATOR_COST)
  return applyBinary(step.operator, left, evaluate(step.operand, evaluation))
}

function lookUp(name: string, evaluation: Evaluation): Constant {
  const value = evaluation.scope.get(name)
  if (value === undefined) throw new NotConstant('reference')
  spendSize(value, evaluation)
  return value
}

/** A name used twice doubles the size of the output, though not the memory. */
function spendSize(constant: Constant, evaluation: Evaluation): void {
  spend(evaluation, constant.kind === 'string' ? constant.value.length + 1 : 1)
  if (constant.kind === 'tuple') for (const item of constant.items) spendSize(item, evaluation)
  if (constant.kind === 'object') for (const item of constant.entries.values()) spendSize(item, evaluation)
}

function evaluateObject(expression: ObjectExpression, evaluation: Evaluation): Constant {
  const entries = new Map<string, Constant>()
  for (const { key, value } of expression.items) {
    // A bare name is a literal key, not a reference.
    const name = key.kind === 'variable' ? key.name : keyText(key, evaluation)
    entries.set(name, evaluate(value, evaluation))
  }
  return { kind: 'object', entries }
}

function keyText(key: Expression, evaluation: Evaluation): string {
  if (key.kind === 'keyword') return String(key.value)
  return textOf(evaluate(key, evaluation))
}

function textOf(constant: Constant): string {
  const text = constantToText(constant)
  if (text === undefined) throw new NotConstant('not a string')
  return text
}

function truth(constant: Constant): boolean {
  const value = constantToBoolean(constant)
  if (value === undefined) throw new NotConstant('not a truth value')
  return value
}

/** Both results must be constants. When one is a string and the other a number or boolean, the result is a string. */
function evaluateConditional(condition: Expression, consequent: Expression, alternate: Expression, evaluation: Evaluation): Constant {
  const chosen = truth(evaluate(condition, evaluation))
  const branches = [evaluate(consequent, evaluation), evaluate(alternate, evaluation)] as const
  const [result, other] = chosen ? branches : [branches[1], branches[0]]
  if (other.kind === 'string' && (result.kind === 'number' || result.kind === 'boolean')) return stringConstant(textOf(result))
  return result
}

function evaluateTemplate(template: Template, evaluation: Evaluation): Constant {
  const [only, ...others] = template.parts
  // A template with only an interpolation keeps the type of its value.
  if (template.form === 'quoted' && only?.kind === 'interpolation' && others.length === 0) return evaluate(only.expression, evaluation)
  return stringConstant(renderParts(template.parts, evaluation))
}

function renderParts(parts: TemplatePart[], evaluation: Evaluation): string {
  let text = ''
  for (const part of parts) {
    const rendered = renderPart(part, evaluation)
    spend(evaluation, rendered.length)
    text += rendered
  }
  return text
}

function renderPart(part: TemplatePart, evaluation: Evaluation): string {
  switch (part.kind) {
    case 'literal':
      return part.value
    case 'interpolation':
      return textOf(evaluate(part.expression, evaluation))
    case 'if':
      return renderParts(truth(evaluate(part.condition, evaluation)) ? part.consequent : part.alternate, evaluation)
    case 'for':
    default: {
      const elements = elementsOf(evaluate(part.collection, evaluation))
      return elements.map((element) => renderParts(part.body, inLoop(evaluation, part.key, part.value, element))).join('')
    }
  }
}

type Element = readonly [key: Constant, value: Constant]

/** The elements that a loop visits. Objects go in byte order of their keys, as maps have no order. */
function elementsOf(collection: Constant): Element[] {
  if (collection.kind === 'tuple') return collection.items.map((item, index) => [numberConstant(String(index)), item] as const)
  if (collection.kind !== 'object') throw new NotConstant('not a collection')
  const sorted = [...collection.entries].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return sorted.map(([key, value]) => [stringConstant(key), value] as const)
}

/** The same evaluation with the loop's names in scope. It shares the budget. */
function inLoop(outer: Evaluation, keyName: string | null, valueName: string, [key, value]: Element): Evaluation {
  const scope = new Map(outer.scope)
  if (keyName !== null) scope.set(keyName, key)
  scope.set(valueName, value)
  spend(outer, scope.size)
  return { scope, budget: outer.budget }
}

function evaluateFor(expression: ForExpression, outer: Evaluation): Constant {
  const items: Constant[] = []
  const entries = new Map<string, Constant>()
  for (const element of elementsOf(evaluate(expression.collection, outer))) {
    const evaluation = inLoop(outer, expression.keyName, expression.valueName, element)
    if (expression.condition !== null && !truth(evaluate(expression.condition, evaluation))) continue
    if (expression.key === null) items.push(evaluate(expression.value, evaluation))
    else addEntry(entries, textOf(evaluate(expression.key, evaluation)), evaluate(expression.value, evaluation), expression.grouping)
  }
  return expression.key === null ? { kind: 'tuple', items } : { kind: 'object', entries }
}

function addEntry(entries: Map<string, Constant>, key: string, value: Constant, grouping: boolean): void {
  const earlier = entries.get(key)
  if (!grouping) {
    if (earlier !== undefined) throw new NotConstant('duplicate key')
    entries.set(key, value)
  } else if (earlier?.kind === 'tuple') earlier.items.push(value)
  else entries.set(key, { kind: 'tuple', items: [value] })
}

function applyStep(source: Constant, step: TraversalStep, evaluation: Evaluation): Constant {
  spend(evaluation, 1)
  switch (step.kind) {
    case 'attribute':
      return element(source, step.name, source.kind === 'object')
    case 'legacy-index':
      return element(source, step.key, true)
    case 'index':
      return element(source, textOf(evaluate(step.key, evaluation)), true)
    case 'splat':
    default: {
      const items = source.kind === 'tuple' ? source.items : [source]
      if (source.kind === 'null') return { kind: 'tuple', items: [] }
      return { kind: 'tuple', items: items.map((item) => step.steps.reduce((at, inner) => applyStep(at, inner, evaluation), item)) }
    }
  }
}

function element(source: Constant, key: string, allowed: boolean): Constant {
  const found =
    source.kind === 'object'
      ? source.entries.get(key)
      : source.kind === 'tuple' && /^\d{1,9}$/.test(key)
        ? source.items[Number(key)]
        : undefined
  if (found === undefined || !allowed) throw new NotConstant('no such element')
  return found
}
