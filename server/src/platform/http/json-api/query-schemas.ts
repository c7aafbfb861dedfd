// Schemas of query parameters that many routes read. They describe; `requests.ts` reads, and is lenient.
import { Type } from 'typebox'
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../../kernel/index.ts'
import { oneOf } from './schemas.ts'

/** @param maximum of resources on a page @param usual what is on a page when nothing is said */
export function paging(usual = DEFAULT_PAGE_SIZE, maximum = MAX_PAGE_SIZE) {
  const number = Type.Integer({ minimum: 1, default: 1, description: 'Which page, from 1' })
  const size = Type.Integer({ minimum: 1, maximum, default: usual, description: 'How many resources are on a page' })
  return { 'page[number]': Type.Optional(number), 'page[size]': Type.Optional(size) }
}

/** Of lists that come whole when no page is asked for. */
export const OPTIONAL_PAGING = {
  'page[number]': Type.Optional(
    Type.Integer({ minimum: 1, description: 'Which page, from 1; without it and a size, everything is on one page' }),
  ),
  'page[size]': Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE_SIZE, description: 'How many resources are on a page' })),
}

/** @param names of relationships whose resources can come along */
export function including<const Name extends string>(names: readonly Name[]) {
  return { include: Type.Optional(Type.Array(oneOf(names), { description: 'Related resources that come along in `included`' })) }
}

/** A text that may be left out. */
export function text(description: string) {
  return Type.Optional(Type.String({ description }))
}

/** A list of texts, with commas. */
export function texts(description: string) {
  return Type.Optional(Type.Array(Type.String(), { description }))
}

/** One of these words. */
export function choice<const Word extends string>(words: readonly Word[], description: string) {
  return Type.Optional(Type.Enum([...words], { description }))
}

/** A list of these words, with commas. */
export function choices<const Word extends string>(words: readonly Word[], description: string) {
  return Type.Optional(Type.Array(oneOf(words), { description }))
}

export function flag(description: string) {
  return Type.Optional(Type.Boolean({ description }))
}
