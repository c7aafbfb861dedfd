// Reading what clients send: `page[…]`, and bodies in the several spellings the official clients use.
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, Malformed, type PageRequest } from '../../../kernel/index.ts'

export type Query = Record<string, string | string[] | undefined>

/** @returns the first value of a query parameter, undefined when absent or empty */
export function parameter(query: unknown, name: string): string | undefined {
  const value = (query as Query)[name]
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined || first === '' ? undefined : first
}

const USUAL = { size: DEFAULT_PAGE_SIZE, most: MAX_PAGE_SIZE }

/**
 * `page[number]` and `page[size]`; what is out of range is brought into it, as HCP does.
 * @param limits how many there are on a page when nothing is said, and at most
 */
export function pageOf(query: unknown, limits: { size: number; most: number } = USUAL): PageRequest {
  return {
    number: Math.max(1, wholeNumber(parameter(query, 'page[number]'), 1)),
    size: Math.min(limits.most, Math.max(1, wholeNumber(parameter(query, 'page[size]'), limits.size))),
  }
}

/** @returns whether the client asked for pages at all; some lists are whole when it did not */
export function asksForPages(query: unknown): boolean {
  return parameter(query, 'page[number]') !== undefined || parameter(query, 'page[size]') !== undefined
}

/** @returns the values of a parameter that is a list with commas, undefined when absent or empty */
export function listParameter(query: unknown, name: string): string[] | undefined {
  return parameter(query, name)
    ?.split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

/**
 * What `include` asks for, in kebab-case.
 * @throws Malformed for anything but `known`; go-tfe looks for the words `include parameter`
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

/** Of objects, arrays, texts, numbers and the like in one body; far more than any client sends. */
const MAX_VALUES = 20_000

/**
 * One spelling for what clients write differently: `display_identifier` becomes `display-identifier`, and members that
 * are `null` are dropped, because clients send `null` for what they do not mean to set. So is `__proto__`.
 * @throws Malformed for the NUL character, which PostgreSQL cannot store, and for more than 20,000 values
 */
export function normaliseBody(body: unknown): unknown {
  let values = 0
  const normalise = (value: unknown): unknown => {
    values += 1
    if (values > MAX_VALUES) throw new Malformed(`The request body must not have more than ${MAX_VALUES} values`)
    if (typeof value === 'string') return storable(value)
    if (Array.isArray(value)) return value.map(normalise)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).filter(([key, member]) => member !== null && key !== '__proto__')
    return Object.fromEntries(entries.map(([key, member]) => [key.replaceAll('_', '-'), normalise(member)]))
  }
  return normalise(body)
}

/** Half of a surrogate pair would come back from the database as something else than what was sent. */
function storable(text: string): string {
  if (text.includes('\0')) throw new Malformed('The request body must not include the NUL character')
  return text.toWellFormed()
}

const LATEST_MOMENT = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** @returns milliseconds; undefined when the text is not in ISO 8601, is not in the calendar, or is after the year 9999 */
export function momentOf(text: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)(T|$)/.exec(text) ?? []
  if (year === undefined || month === undefined || day === undefined) return undefined
  // Otherwise the 31st of February would be the 3rd of March.
  if (new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() !== Number(day)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) || time > LATEST_MOMENT ? undefined : time
}
