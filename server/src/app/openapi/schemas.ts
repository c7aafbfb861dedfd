// Converts TypeBox schemas to OpenAPI. Schemas with a title become components, and everything gets an example.
import { exampleOf } from './examples.ts'

type Json = Readonly<Record<string, unknown>>

export interface SchemaComponents {
  /** @param name of the member that has the schema, for its example */
  refer(schema: object, name?: string): Json
  /** all referenced schemas by title */
  readonly all: Readonly<Record<string, Json>>
}

export function schemaComponents(): SchemaComponents {
  const all: Record<string, Json> = {}
  const sources = new Map<string, object>()

  function refer(schema: object, name = ''): Json {
    const { title } = schema as { title?: string }
    if (title === undefined) return shownSchema(schema as Json, name, refer)
    const known = sources.get(title)
    if (known !== undefined && known !== schema) throw new Error(`two schemas have the title ${title}`)
    if (known === undefined) {
      sources.set(title, schema)
      all[title] = { ...shownSchema(schema as Json, name, refer), examples: [exampleOf(schema, name)] }
    }
    return { $ref: `#/components/schemas/${title}` }
  }

  return { refer, all }
}

/** The same schema in the form that code generators support best. */
function shownSchema(schema: Json, name: string, refer: SchemaComponents['refer']): Json {
  const { anyOf, properties, items, patternProperties, default: usual, ...rest } = schema
  if (Array.isArray(anyOf)) return shownUnion(anyOf as Json[], name, { refer, rest })
  const given = isEmptyObject(usual) ? {} : { default: usual }
  return {
    ...rest,
    ...(usual === undefined ? {} : given),
    ...wordsOf(schema),
    ...(properties === undefined ? {} : { properties: mapped(properties as Json, refer) }),
    ...(items === undefined ? {} : { items: refer(items as object, singular(name)) }),
    // A TypeBox record: its members may have any name.
    ...(patternProperties === undefined ? {} : { additionalProperties: refer(Object.values(patternProperties as Json)[0] as object) }),
    ...leafExample(schema, name),
  }
}

/** `type: [string, null]` rather than `anyOf`, where that says the same. */
function shownUnion(branches: Json[], name: string, { refer, rest }: { refer: SchemaComponents['refer']; rest: Json }): Json {
  const shown = branches.map((branch) => refer(branch, name))
  const [first, second] = shown
  if (shown.length !== 2 || second?.['type'] !== 'null' || typeof first?.['type'] !== 'string') return { ...rest, anyOf: shown }
  const words = Array.isArray(first['enum']) ? { enum: [...(first['enum'] as unknown[]), null] } : {}
  return { ...rest, ...first, ...words, type: [first['type'], 'null'] }
}

/** Some requests may also contain the empty text, which is tolerated but not advertised. */
function wordsOf({ enum: words, type }: Json): Json {
  if (!Array.isArray(words)) return {}
  const advertised = words.filter((word) => word !== '')
  return { enum: advertised, ...(type === undefined && words.every((word) => typeof word === 'string') ? { type: 'string' } : {}) }
}

function mapped(properties: Json, refer: SchemaComponents['refer']): Json {
  return Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, refer(member as object, name)]))
}

function leafExample(schema: Json, name: string): Json {
  const isLeaf = ['string', 'integer', 'number'].includes(String(schema['type'])) && schema['const'] === undefined
  return isLeaf && schema['examples'] === undefined ? { examples: [exampleOf(schema, name)] } : {}
}

function singular(name: string): string {
  return name.replace(/s$/, '')
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
