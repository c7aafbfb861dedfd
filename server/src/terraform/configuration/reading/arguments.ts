// Reads arguments as the types that Terraform expects. It reports unsuitable values and treats them as unset.
import { type Constant, constantToBoolean, constantToText } from '../../hcl/index.ts'
import type { FileContext, SourceBody, SourceValue } from './source-body.ts'

/** The value of an argument that must be a constant string; null when absent, null or unsuitable. */
export function stringArgument(body: SourceBody, name: string, context: FileContext): string | null {
  return convertedArgument(body, name, 'a constant string', constantToText, context)
}

/** `true`, `false`, or a string that spells one. */
export function booleanArgument(body: SourceBody, name: string, context: FileContext): boolean | null {
  return convertedArgument(body, name, 'true or false', constantToBoolean, context)
}

function convertedArgument<T>(
  body: SourceBody,
  name: string,
  expectation: string,
  convert: (constant: Constant) => T | undefined,
  context: FileContext,
): T | null {
  const argument = body.argument(name)
  if (argument === undefined) return null
  return converted(argument.value, `"${name}" must be ${expectation}.`, convert, context)
}

/** As `stringArgument`, for any value. */
export function stringValue(value: SourceValue, name: string, context: FileContext): string | null {
  return converted(value, `"${name}" must be a constant string.`, constantToText, context)
}

function converted<T>(value: SourceValue, detail: string, convert: (constant: Constant) => T | undefined, context: FileContext): T | null {
  const constant = value.constant()
  if (constant?.kind === 'null') return null
  const result = constant === undefined ? undefined : convert(constant)
  if (result === undefined) context.report(value.offset, { severity: 'error', summary: 'Unsuitable value type', detail })
  return result ?? null
}

/** A type constraint as written. Quoted ones (Terraform 0.11, JSON) lose their quotes. */
export function typeArgument(body: SourceBody, name: string): string | null {
  const value = body.argument(name)?.value
  return value === undefined ? null : (value.quotedText() ?? value.sourceText())
}
