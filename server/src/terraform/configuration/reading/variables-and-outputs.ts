// Reads `variable` and `output` blocks.
import { constantToJson, constantToText, isIdentifier } from '../../hcl/index.ts'
import { booleanArgument, stringArgument, typeArgument } from './arguments.ts'
import type { DefaultValue, OutputDeclaration, ValidationDeclaration, VariableDeclaration } from './declarations.ts'
import { CONDITION, checkContent, OUTPUT, RESERVED_VARIABLES, VARIABLE } from './known-content.ts'
import type { FileContext, SourceBlock, SourceBody } from './source-body.ts'
import { storableJson } from './storable-text.ts'

export function readVariables(root: SourceBody, context: FileContext): VariableDeclaration[] {
  return root.blocks('variable', ['name']).map(({ labels: [name = ''], offset, body }) => {
    reportBadName('variable', name, offset, context)
    if (RESERVED_VARIABLES.has(name)) context.tolerate(offset, reservedName(name))
    const validations = body.blocks('validation', [])
    checkContent(body, VARIABLE, context)
    for (const validation of validations) checkContent(validation.body, CONDITION, context)
    return {
      name,
      type: typeArgument(body, 'type'),
      description: stringArgument(body, 'description', context),
      default: readDefault(body, context),
      nullable: booleanArgument(body, 'nullable', context),
      sensitive: booleanArgument(body, 'sensitive', context),
      ephemeral: booleanArgument(body, 'ephemeral', context),
      const: booleanArgument(body, 'const', context),
      deprecated: stringArgument(body, 'deprecated', context),
      validations: validations.map((validation) => readValidation(validation, context)),
      line: context.source.line(offset),
    }
  })
}

function readValidation({ offset, body }: SourceBlock, { source }: FileContext): ValidationDeclaration {
  const message = body.argument('error_message')?.value
  const constant = message?.constant()
  const text = constant && constantToText(constant)
  return {
    condition: body.argument('condition')?.value.sourceText() ?? null,
    errorMessage: text ?? message?.sourceText() ?? null,
    line: source.line(offset),
  }
}

/** `default = null` also makes the variable optional. */
function readDefault(body: SourceBody, context: FileContext): DefaultValue | null {
  const value = body.argument('default')?.value
  if (value === undefined) return null
  const constant = value.constant()
  if (constant === undefined) {
    const detail = 'A default value must be a constant: it must not contain references or function calls.'
    context.report(value.offset, { severity: 'error', summary: 'Default is not a constant', detail })
  }
  return { json: constant === undefined ? null : storableJson(constantToJson(constant)), source: value.sourceText() }
}

export function readOutputs(root: SourceBody, context: FileContext): OutputDeclaration[] {
  return root.blocks('output', ['name']).map(({ labels: [name = ''], offset, body }) => {
    reportBadName('output', name, offset, context)
    checkContent(body, OUTPUT, context)
    for (const precondition of body.blocks('precondition', [])) checkContent(precondition.body, CONDITION, context)
    return {
      name,
      type: typeArgument(body, 'type'),
      description: stringArgument(body, 'description', context),
      sensitive: booleanArgument(body, 'sensitive', context),
      ephemeral: booleanArgument(body, 'ephemeral', context),
      deprecated: stringArgument(body, 'deprecated', context),
      hasValue: context.isBroken || body.argument('value') !== undefined,
      line: context.source.line(offset),
    }
  })
}

function reservedName(name: string): { summary: string; detail: string } {
  return { summary: 'Invalid variable name', detail: `The name "${name}" is reserved, because it has a meaning in module blocks.` }
}

/** Names in Terraform 0.11 may start with a digit. */
const LEGACY_NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/

function reportBadName(kind: string, name: string, offset: number, context: FileContext): void {
  if (isIdentifier(name)) return
  const severity = LEGACY_NAME.test(name) ? 'warning' : 'error'
  const detail = `A ${kind} name must start with a letter or underscore and may contain only letters, digits, underscores and dashes.`
  context.report(offset, { severity, summary: `Invalid ${kind} name`, detail })
}
