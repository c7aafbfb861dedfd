// Schemas of JSON:API resources. The functions that render documents return their static types, so that both change together.
import { type TBoolean, type TLiteral, type TProperties, type TSchema, type TString, Type } from 'typebox'

/** A schema, or null: HCP's documents have every member, whether it has a value or not. */
export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

/** A time as `timestamp` writes it. */
export const Timestamp = Type.String({ format: 'date-time', examples: ['2030-01-31T12:00:00.000Z'] })

/** A schema for one of these words. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return Type.Enum([...words])
}

export function identifierOf<Kind extends string>(type: Kind) {
  return Type.Object({ id: Type.String(), type: Type.Literal(type) })
}

/** A relationship to one resource, or to none. */
export function toOne<Kind extends string>(type: Kind) {
  return Type.Object({ data: nullable(identifierOf(type)) })
}

export function toMany<Kind extends string>(type: Kind) {
  return Type.Object({ data: Type.Array(identifierOf(type)) })
}

/** A relationship that is only a link. */
export const Related = Type.Object({
  links: Type.Object({ related: Type.String({ format: 'uri-reference', examples: ['/api/v2/teams/team-8KGqGxPqpYyBTnvH'] }) }),
})

export const SelfLink = Type.Object({ self: Type.String({ format: 'uri-reference', examples: ['/api/v2/teams/team-8KGqGxPqpYyBTnvH'] }) })

/** A schema with a switch of each of these names. */
export function switches<const Name extends string>(names: readonly Name[]) {
  return Type.Object(eachOf<Name, TBoolean>(names, () => Type.Boolean()))
}

/** An object with a member of each of these names. */
export function eachOf<Name extends string, Value>(names: readonly Name[], valueOf: (name: Name) => Value): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, Value>
}

/**
 * The schema of a resource.
 * @param title of the schema in the API document, where generated clients take their types' names from
 * @param members `attributes`, `relationships` and `links`
 */
export function resourceSchema<Kind extends string, Members extends TProperties>(title: string, type: Kind, members: Members) {
  return Type.Object<{ id: TString; type: TLiteral<Kind> } & Members>(
    { id: Type.String(), type: Type.Literal(type), ...members },
    { title },
  )
}
