// Exact decimal arithmetic for constants such as `60 * 60 * 24` or `1.5`. A result beyond the bounds is not a constant.

/** `digits` × 10^`exponent`; `digits` carries the sign and has no trailing zeros (except 0 itself). */
export interface Decimal {
  digits: bigint
  exponent: number
}

/** Significant digits of a result; more than the 512 bits of Terraform's numbers. */
const MAX_DIGITS = 160
const MAX_EXPONENT = 400
const NUMBER = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

/** @returns undefined when the text is not a number within the bounds */
export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > MAX_DIGITS + MAX_EXPONENT) return undefined
  const match = NUMBER.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  return bounded({ digits: BigInt(`${sign}${whole}${fraction}`), exponent: Number(exponent) - fraction.length })
}

/** Plain notation, which is also JSON: `3600`, `-0.5`. */
export function decimalText(value: Decimal): string {
  const negative = value.digits < 0n
  const digits = String(negative ? -value.digits : value.digits)
  const sign = negative ? '-' : ''
  if (value.exponent >= 0) return sign + digits + '0'.repeat(value.digits === 0n ? 0 : value.exponent)
  const padded = digits.padStart(1 - value.exponent, '0')
  return `${sign}${padded.slice(0, value.exponent)}.${padded.slice(value.exponent)}`
}

/** The canonical text of a number literal. @returns undefined when it is beyond the bounds */
export function canonicalNumber(text: string): string | undefined {
  if (/^(?:0|[1-9]\d{0,99})$/.test(text)) return text
  const value = parseDecimal(text)
  return value === undefined ? undefined : decimalText(value)
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b)
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** @returns undefined for a result beyond the bounds, or a division by zero */
export function calculate(operator: '+' | '-' | '*' | '/' | '%', a: Decimal, b: Decimal): Decimal | undefined {
  if (operator === '*') return bounded({ digits: a.digits * b.digits, exponent: a.exponent + b.exponent })
  const exponent = Math.min(a.exponent, b.exponent)
  const [left, right] = aligned(a, b)
  if (operator === '+') return bounded({ digits: left + right, exponent })
  if (operator === '-') return bounded({ digits: left - right, exponent })
  if (right === 0n) return undefined
  return operator === '%' ? bounded({ digits: left % right, exponent }) : divide(left, right)
}

export function negate(value: Decimal): Decimal {
  return { digits: -value.digits, exponent: value.exponent }
}

function divide(left: bigint, right: bigint): Decimal | undefined {
  const scaled = left * 10n ** BigInt(MAX_DIGITS)
  const half = (right < 0n ? -right : right) / 2n
  const rounded = scaled % right === 0n ? scaled / right : (scaled + (scaled < 0n ? -half : half)) / right
  return bounded({ digits: rounded, exponent: -MAX_DIGITS })
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent)
  return [a.digits * 10n ** BigInt(a.exponent - exponent), b.digits * 10n ** BigInt(b.exponent - exponent)]
}

/** Removes trailing zeros by way of the decimal text: dividing by ten is slow for hundreds of them. */
function bounded({ digits, exponent }: Decimal): Decimal | undefined {
  if (digits === 0n) return { digits, exponent: 0 }
  const text = String(digits)
  let end = text.length
  while (text[end - 1] === '0') end--
  const shorter = exponent + text.length - end
  if (end > 2 * MAX_DIGITS || Math.abs(shorter) > MAX_EXPONENT) return undefined
  return end === text.length ? { digits, exponent } : { digits: BigInt(text.slice(0, end)), exponent: shorter }
}
