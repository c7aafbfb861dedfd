import { expect, it } from 'vitest'
import { pagedDocument, timestamp } from './documents.ts'

const render = (id: string) => ({ id, type: 'things', attributes: {} })
const pagination = (number: number, size: number, totalCount: number) =>
  (pagedDocument({ items: [], request: { number, size }, totalCount }, render, 'https://x.example/things').meta as { pagination: unknown })
    .pagination

const at = (number: number) => `https://x.example/things?q=a%26b&page%5Bnumber%5D=${number}&page%5Bsize%5D=1`

it('has one page for an empty list', () => {
  expect(pagination(1, 20, 0)).toEqual({
    'current-page': 1,
    'page-size': 20,
    'prev-page': null,
    'next-page': null,
    'total-pages': 1,
    'total-count': 0,
  })
})

it('counts pages, with no next page after the last', () => {
  expect(pagination(1, 10, 10)).toMatchObject({ 'next-page': null, 'total-pages': 1 })
  expect(pagination(1, 10, 11)).toMatchObject({ 'next-page': 2, 'total-pages': 2 })
  expect(pagination(2, 10, 11)).toMatchObject({ 'prev-page': 1, 'next-page': null })
})

it('echoes a page past the end, and links back to the last one', () => {
  expect(pagination(9, 10, 11)).toMatchObject({ 'current-page': 9, 'prev-page': 2, 'next-page': null })
})

it('links to pages with all other query parameters, escaped', () => {
  const page = { items: ['a'], request: { number: 2, size: 1 }, totalCount: 3 }
  const { data, links } = pagedDocument(page, render, 'https://x.example/things?q=a%26b&page[number]=2&page[size]=1')
  expect(data).toEqual([{ id: 'a', type: 'things', attributes: {} }])
  expect(links).toEqual({ self: at(2), first: at(1), prev: at(1), next: at(3), last: at(3) })
})

it('writes times in UTC with a literal Z, and no time as null', () => {
  expect(timestamp(Date.UTC(2026, 10, 21, 19, 31, 26, 123))).toBe('2026-11-21T19:31:26.123Z')
  expect(timestamp(0)).toBe('1970-01-01T00:00:00.000Z')
  expect(timestamp(null)).toBeNull()
})
