// Schemas of JSON:API resources. Functions that render documents return their static types, so that both change together.
import { type TBoolean, type TLiteral, type TProperties, type TSchema, type TString, Type } from 'typebox'

/** A schema, or null: the documents of HCP Terraform contain every member, with or without a value. */
export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

/** A timestamp in the format of `timestamp`. */
export const Timestamp = Type.String({ format: 'date-time', examples: ['2030-01-31T12:00:00.000Z'] })

/** One of these values. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return Type.Enum([...words])
}

export function identifierOf<Kind extends string>(type: Kind) {
  return Type.Object({ id: Type.String(), type: Type.Literal(type) })
}

/** A relationship to one resource or none. */
export function toOne<Kind extends string>(type: Kind) {
  return Type.Object({ data: nullable(identifierOf(type)) })
}

export function toMany<Kind extends string>(type: Kind) {
  return Type.Object({ data: Type.Array(identifierOf(type)) })
}

/** A relationship with only a link. */
export const Related = Type.Object({
  links: Type.Object({ related: Type.String({ format: 'uri-reference', examples: ['/api/v2/teams/team-8KGqGxPqpYyBTnvH'] }) }),
})

export const SelfLink = Type.Object({ self: Type.String({ format: 'uri-reference', examples: ['/api/v2/teams/team-8KGqGxPqpYyBTnvH'] }) })

/** An object with a boolean for each of these names. */
export function switches<const Name extends string>(names: readonly Name[]) {
  return Type.Object(eachOf<Name, TBoolean>(names, () => Type.Boolean()))
}

/** An object with a member of each of these names. */
export function eachOf<Name extends string, Value>(names: readonly Name[], valueOf: (name: Name) => Value): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, Value>
}

/**
 * The schema of a resource.
 * @param title names the schema in the API document, and the types of generated clients
 * @param members `attributes`, `relationships` and `links`
 */
export function resourceSchema<Kind extends string, Members extends TProperties>(title: string, type: Kind, members: Members) {
  return Type.Object<{ id: TString; type: TLiteral<Kind> } & Members>(
    { id: Type.String(), type: Type.Literal(type), ...members },
    { title },
  )
}
