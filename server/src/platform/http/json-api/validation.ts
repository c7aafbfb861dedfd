// Schemas of request bodies, and messages for their violations.

import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import { type TObject, type TProperties, Type } from 'typebox'
import { Invalid, Malformed, type Problem } from '../../../kernel/index.ts'

/**
 * The schema of a body that creates or updates one resource. `type` is optional and may be empty, because official clients
 * sometimes omit it. They also omit `attributes` when they have none to send.
 * @param types the accepted values of `data.type`
 */
export function bodyOf<Attributes extends TProperties, Relationships extends TProperties>(
  types: readonly string[],
  attributes: TObject<Attributes>,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- without a schema, nothing is read from them
  relationships: TObject<Relationships> = Type.Object({}) as TObject<Relationships>,
) {
  return Type.Object({
    data: Type.Object({
      id: Type.Optional(Type.String()),
      type: Type.Optional(Type.Enum(['', ...types])),
      attributes: { ...attributes, default: {} },
      relationships: Type.Optional(relationships),
    }),
  })
}

/** Fastify's `schemaErrorFormatter`: reports every violation with a pointer to the member. */
export function violationsOf(errors: readonly FastifySchemaValidationError[], part: string): Error {
  if (part !== 'body') return new Malformed(errors.map((error) => `${part}${error.instancePath} ${error.message}`).join('; '))
  const problems = errors.filter((error) => error.keyword !== 'anyOf' || errors.length === 1).map(problemOf)
  return new Invalid(problems.length > 0 ? problems : [{ detail: 'The request body is not valid' }])
}

function problemOf(error: FastifySchemaValidationError): Problem {
  if (error.keyword === 'required') {
    const member = String(error.params['missingProperty'])
    return { detail: `${capitalised(member)} can't be blank`, pointer: `${error.instancePath}/${member}` }
  }
  const member = error.instancePath.split('/').at(-1) || 'the request body'
  const allowed = error.keyword === 'enum' ? `: ${allowedValues(error).join(', ')}` : ''
  return { detail: `${capitalised(member)} ${error.message ?? 'is not valid'}${allowed}`, pointer: error.instancePath || '/' }
}

/** The empty text is accepted but not advertised. */
function allowedValues(error: FastifySchemaValidationError): string[] {
  const values: unknown = error.params['allowedValues']
  return Array.isArray(values) ? values.map(String).filter((value) => value !== '') : []
}

function capitalised(member: string): string {
  const words = member.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
