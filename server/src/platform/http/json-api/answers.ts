// Schemas of JSON:API documents, for describing the responses of routes.
import { type TProperties, type TSchema, Type } from 'typebox'
import type { Answer } from '../description/operation.ts'
import { nullable } from './schemas.ts'

type Answers = Readonly<Record<number, Answer>>

interface Extras {
  /** resources that `include` can add */
  included?: readonly TSchema[]
  /** members of `meta`, besides the pagination */
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

/** One resource. @param status default 200 */
export function one(resource: TSchema, { description = 'The resource', ...extras }: Extras = {}, status = 200): Answers {
  const meta = extras.meta === undefined ? {} : { meta: Type.Object(extras.meta) }
  return { [status]: { description, schema: Type.Object({ data: resource, ...includedOf(extras), ...meta }) } }
}

export function created(resource: TSchema, extras: Extras = {}): Answers {
  const { 201: answer } = one(resource, { description: 'The resource was created', ...extras }, 201)
  return answer === undefined ? {} : { 201: { ...answer, headers: { Location: 'The address of the resource' } } }
}

/** The server accepted the request and processes it in the background. */
export function accepted(resource: TSchema, extras: Extras = {}): Answers {
  return one(resource, { description: 'The request was accepted and is being processed', ...extras }, 202)
}

/** A list without pagination. */
export function listOf(resource: TSchema, { description = 'All matching resources', ...extras }: Extras = {}): Answers {
  const meta = extras.meta === undefined ? {} : { meta: Type.Object(extras.meta) }
  return { 200: { description, schema: Type.Object({ data: Type.Array(resource), ...includedOf(extras), ...meta }) } }
}

/** One page of a list. */
export function pageOfMany(resource: TSchema, { description = 'One page of resources', meta = {}, ...extras }: Extras = {}): Answers {
  const members = {
    data: Type.Array(resource),
    links: PageLinks,
    meta: Type.Object({ pagination: Pagination, ...meta }),
    ...includedOf(extras),
  }
  return { 200: { description, schema: Type.Object(members) } }
}

/** A response without a body. */
export const NOTHING: Answers = { 204: { description: 'The request succeeded' } }

/** Present only when the request asks for it. */
function includedOf({ included: [first, ...others] = [] }: Extras): TProperties {
  if (first === undefined) return {}
  return { included: Type.Optional(Type.Array(others.length === 0 ? first : Type.Union([first, ...others]))) }
}
