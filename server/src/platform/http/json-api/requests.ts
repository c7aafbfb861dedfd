// Parses what clients send: `page[…]`, and bodies in the spellings of the official clients.
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, Malformed, type PageRequest } from '../../../kernel/index.ts'

export type Query = Record<string, string | string[] | undefined>

/** @returns the first value of a query parameter; undefined when absent or empty */
export function parameter(query: unknown, name: string): string | undefined {
  const value = (query as Query)[name]
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined || first === '' ? undefined : first
}

const USUAL = { size: DEFAULT_PAGE_SIZE, most: MAX_PAGE_SIZE }

/**
 * Reads `page[number]` and `page[size]`. Clamps values that are out of range, as HCP Terraform does.
 * @param limits the default and the maximum page size
 */
export function pageOf(query: unknown, limits: { size: number; most: number } = USUAL): PageRequest {
  return {
    number: Math.max(1, wholeNumber(parameter(query, 'page[number]'), 1)),
    size: Math.min(limits.most, Math.max(1, wholeNumber(parameter(query, 'page[size]'), limits.size))),
  }
}

/** @returns whether the client asked for a page; some lists are complete otherwise */
export function asksForPages(query: unknown): boolean {
  return parameter(query, 'page[number]') !== undefined || parameter(query, 'page[size]') !== undefined
}

/** @returns the values of a comma-separated parameter; undefined when absent or empty */
export function listParameter(query: unknown, name: string): string[] | undefined {
  return parameter(query, name)
    ?.split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

/**
 * Reads `include`, in kebab-case.
 * @throws Malformed for values not in `known`; go-tfe looks for the words `include parameter`
 */
export function inclusionsOf<Name extends string>(query: unknown, known: readonly Name[]): ReadonlySet<Name> {
  const wanted = (listParameter(query, 'include') ?? []).map((each) => each.replaceAll('_', '-'))
  const unknown = wanted.find((each) => !known.some((name) => name === each))
  if (unknown !== undefined) throw new Malformed(`Invalid include parameter: ${unknown.slice(0, 60)}`)
  return new Set(known.filter((name) => wanted.includes(name)))
}

const MAX_NUMBER = 1_000_000

function wholeNumber(text: string | undefined, fallback: number): number {
  const number = Number(text)
  return text !== undefined && Number.isInteger(number) ? Math.min(number, MAX_NUMBER) : fallback
}

/** What is read of a body's schema: which members it has, and which of them may be `null`. */
export interface BodySchema {
  type?: unknown
  anyOf?: readonly BodySchema[]
  properties?: Readonly<Record<string, BodySchema>>
  items?: BodySchema
}

/** Objects, arrays, strings, numbers and so on in one body; far more than any client sends. */
const MAX_VALUES = 20_000

/**
 * Normalizes the spellings of clients: `display_identifier` becomes `display-identifier`. Drops members that are `null`, because
 * clients send `null` for attributes that they do not set; where the schema allows `null`, it is a value. Drops `__proto__`, too.
 * @param schema of the body; undefined when the route reads the body itself
 * @throws Malformed for the NUL character, which PostgreSQL cannot store, and for more than 20,000 values
 */
export function normaliseBody(body: unknown, schema?: BodySchema): unknown {
  let values = 0
  const normalise = (value: unknown, expected: BodySchema | undefined): unknown => {
    values += 1
    if (values > MAX_VALUES) throw new Malformed(`The request body must not have more than ${MAX_VALUES} values`)
    if (typeof value === 'string') return storable(value)
    if (Array.isArray(value)) return value.map((item) => normalise(item, expected?.items))
    if (typeof value !== 'object' || value === null) return value
    const members: [string, unknown][] = []
    for (const [key, member] of Object.entries(value)) {
      const name = key.replaceAll('_', '-')
      const schemaOfMember = memberOf(expected, name)
      const isKept = key !== '__proto__' && (member !== null || allowsNull(schemaOfMember))
      if (isKept) members.push([name, normalise(member, schemaOfMember)])
    }
    return Object.fromEntries(members)
  }
  return normalise(body, schema)
}

function memberOf(schema: BodySchema | undefined, name: string): BodySchema | undefined {
  const own = schema?.properties
  if (own !== undefined) return Object.hasOwn(own, name) ? own[name] : undefined
  return schema?.anyOf?.map((choice) => memberOf(choice, name)).find((member) => member !== undefined)
}

function allowsNull(schema: BodySchema | undefined): boolean {
  return schema?.type === 'null' || schema?.anyOf?.some(allowsNull) === true
}

/** The database would alter a lone surrogate. */
function storable(text: string): string {
  if (text.includes('\0')) throw new Malformed('The request body must not contain the NUL character')
  return text.toWellFormed()
}
