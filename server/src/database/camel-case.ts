// Between the names of columns and the names entities have: `commit_sha` and `commitSha`.

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Name

/** A row under the names entities have. */
export type CamelCased<Row> = { [Name in keyof Row as Name extends string ? CamelCase<Name> : never]: Row[Name] }

const toCamel = remembering((name) => name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()))
const toSnake = remembering((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))

export function camelCased<Row extends object>(row: Row): CamelCased<Row> {
  return renamed(row, toCamel) as CamelCased<Row>
}

/** @returns the columns of an entity, or of a change to one */
export function snakeCased<Row>(entity: Partial<CamelCased<Row>>): Partial<Row> {
  return renamed(entity, toSnake) as Partial<Row>
}

function renamed(object: object, nameOf: (name: string) => string): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(object)) result[nameOf(name)] = value
  return result
}

/** There are as many names as columns. */
function remembering(convert: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>()
  return (name) => {
    const found = known.get(name)
    if (found !== undefined) return found
    const converted = convert(name)
    known.set(name, converted)
    return converted
  }
}
