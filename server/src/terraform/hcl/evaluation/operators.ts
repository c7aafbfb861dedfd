// Operators on constants, with the type conversions of HCL (`"1" + 1` is 2, `!"true"` is false).

import type { BinaryOperator } from '../native-syntax/syntax-tree.ts'
import { booleanConstant, type Constant, constantsEqual, constantToBoolean, numberConstant } from './constants.ts'
import { calculate, compareDecimals, type Decimal, decimalText, negate, parseDecimal } from './decimals.ts'
import { NotConstant } from './not-constant.ts'

/** @throws NotConstant */
export function applyUnary(operator: '-' | '!', operand: Constant): Constant {
  return operator === '!' ? booleanConstant(!truth(operand)) : number(negate(decimal(operand)))
}

/** @throws NotConstant */
export function applyBinary(operator: BinaryOperator, left: Constant, right: Constant): Constant {
  switch (operator) {
    case '||': {
      const values = [truth(left), truth(right)]
      return booleanConstant(values.includes(true))
    }
    case '&&': {
      const values = [truth(left), truth(right)]
      return booleanConstant(!values.includes(false))
    }
    case '==':
      return booleanConstant(constantsEqual(left, right))
    case '!=':
      return booleanConstant(!constantsEqual(left, right))
    case '<':
      return booleanConstant(compareDecimals(decimal(left), decimal(right)) < 0)
    case '<=':
      return booleanConstant(compareDecimals(decimal(left), decimal(right)) <= 0)
    case '>':
      return booleanConstant(compareDecimals(decimal(left), decimal(right)) > 0)
    case '>=':
      return booleanConstant(compareDecimals(decimal(left), decimal(right)) >= 0)
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    default:
      return number(calculate(operator, decimal(left), decimal(right)))
  }
}

function number(value: Decimal | undefined): Constant {
  if (value === undefined) throw new NotConstant('number out of range')
  return numberConstant(decimalText(value))
}

function decimal(constant: Constant): Decimal {
  const text = constant.kind === 'number' ? constant.text : constant.kind === 'string' ? constant.value : ''
  const value = parseDecimal(text)
  if (value === undefined) throw new NotConstant('not a number')
  return value
}

function truth(constant: Constant): boolean {
  const value = constantToBoolean(constant)
  if (value === undefined) throw new NotConstant('not a truth value')
  return value
}
