// Reads single arguments as the types Terraform expects of them; what does not fit is reported and counts as not set.
import { type Constant, constantToBoolean, constantToText } from '../../hcl/index.ts'
import type { FileContext, SourceBody, SourceValue } from './source-body.ts'

/** The text of an argument that must be a constant string; null when absent, null or unusable. */
export function stringArgument(body: SourceBody, name: string, context: FileContext): string | null {
  return convertedArgument(body, name, 'a string that is known without running anything', constantToText, context)
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

/** As `stringArgument`, for a value anywhere. */
export function stringValue(value: SourceValue, name: string, context: FileContext): string | null {
  return converted(value, `"${name}" must be a string that is known without running anything.`, constantToText, context)
}

function converted<T>(value: SourceValue, detail: string, convert: (constant: Constant) => T | undefined, context: FileContext): T | null {
  const constant = value.constant()
  if (constant?.kind === 'null') return null
  const result = constant === undefined ? undefined : convert(constant)
  if (result === undefined) context.report(value.offset, { severity: 'error', summary: 'Unsuitable value', detail })
  return result ?? null
}

/** A type constraint as written. Quoted ones (Terraform 0.11, JSON) without their quotes. */
export function typeArgument(body: SourceBody, name: string): string | null {
  const value = body.argument(name)?.value
  return value === undefined ? null : (value.quotedText() ?? value.sourceText())
}
