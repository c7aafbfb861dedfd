// Schemas of common query parameters. They only describe; `requests.ts` parses, leniently.
import { Type } from 'typebox'
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../../kernel/index.ts'
import { oneOf } from './schemas.ts'

/** @param maximum the largest page size @param usual the default page size */
export function paging(usual = DEFAULT_PAGE_SIZE, maximum = MAX_PAGE_SIZE) {
  const number = Type.Integer({ minimum: 1, default: 1, description: 'Page number, starting at 1' })
  const size = Type.Integer({ minimum: 1, maximum, default: usual, description: 'Number of resources per page' })
  return { 'page[number]': Type.Optional(number), 'page[size]': Type.Optional(size) }
}

/** Of lists that are complete when the request asks for no page. */
export const OPTIONAL_PAGING = {
  'page[number]': Type.Optional(
    Type.Integer({ minimum: 1, description: 'Page number, starting at 1; without a number and a size, one page has all resources' }),
  ),
  'page[size]': Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE_SIZE, description: 'Number of resources per page' })),
}

/** @param names of relationships whose resources can be included */
export function including<const Name extends string>(names: readonly Name[]) {
  return { include: Type.Optional(Type.Array(oneOf(names), { description: 'Related resources to return in `included`' })) }
}

/** An optional text. */
export function text(description: string) {
  return Type.Optional(Type.String({ description }))
}

/** A comma-separated list of texts. */
export function texts(description: string) {
  return Type.Optional(Type.Array(Type.String(), { description }))
}

/** An optional value, one of these. */
export function choice<const Word extends string>(words: readonly Word[], description: string) {
  return Type.Optional(Type.Enum([...words], { description }))
}

/** A comma-separated list of these values. */
export function choices<const Word extends string>(words: readonly Word[], description: string) {
  return Type.Optional(Type.Array(oneOf(words), { description }))
}

export function flag(description: string) {
  return Type.Optional(Type.Boolean({ description }))
}
