// Schemas of JSON:API documents, for the description of what a route answers.
import { type TProperties, type TSchema, Type } from 'typebox'
import type { Answer } from '../description/operation.ts'
import { nullable } from './schemas.ts'

type Answers = Readonly<Record<number, Answer>>

interface Extras {
  /** what `include` can bring along */
  included?: readonly TSchema[]
  /** members of `meta`, beside the pagination of a page */
  meta?: TProperties
  description?: string
}

const page = Type.Integer({ minimum: 1 })
const Pagination = Type.Object(
  {
    'current-page': page,
    'page-size': page,
    'prev-page': nullable(page),
    'next-page': nullable(page),
    'total-pages': page,
    'total-count': Type.Integer({ minimum: 0 }),
  },
  { title: 'Pagination' },
)

const address = Type.String({ format: 'uri' })
const PageLinks = Type.Object(
  { self: address, first: address, prev: nullable(address), next: nullable(address), last: address },
  { title: 'PageLinks' },
)

/** One resource. @param status 200 unless given */
export function one(resource: TSchema, { description = 'The resource', ...extras }: Extras = {}, status = 200): Answers {
  const meta = extras.meta === undefined ? {} : { meta: Type.Object(extras.meta) }
  return { [status]: { description, schema: Type.Object({ data: resource, ...includedOf(extras), ...meta }) } }
}

export function created(resource: TSchema, extras: Extras = {}): Answers {
  return one(resource, { description: 'It was created', ...extras }, 201)
}

/** What was asked for is being done. */
export function accepted(resource: TSchema, extras: Extras = {}): Answers {
  return one(resource, { description: 'It was accepted and is under way', ...extras }, 202)
}

/** A list that always comes whole. */
export function listOf(resource: TSchema, { description = 'All of them', ...extras }: Extras = {}): Answers {
  return { 200: { description, schema: Type.Object({ data: Type.Array(resource), ...includedOf(extras) }) } }
}

/** One page of a list. */
export function pageOfMany(resource: TSchema, { description = 'One page of them', meta = {}, ...extras }: Extras = {}): Answers {
  const members = {
    data: Type.Array(resource),
    links: PageLinks,
    meta: Type.Object({ pagination: Pagination, ...meta }),
    ...includedOf(extras),
  }
  return { 200: { description, schema: Type.Object(members) } }
}

/** An answer without content. */
export const NOTHING: Answers = { 204: { description: 'Done' } }

/** There only when it was asked for. */
function includedOf({ included: [first, ...others] = [] }: Extras): TProperties {
  if (first === undefined) return {}
  return { included: Type.Optional(Type.Array(others.length === 0 ? first : Type.Union([first, ...others]))) }
}
