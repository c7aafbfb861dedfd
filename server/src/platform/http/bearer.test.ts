import { expect, it } from 'vitest'
import { bearerToken } from './bearer.ts'

it('reads the token of a bearer header, in any case', () => {
  for (const header of ['Bearer abc', 'bearer abc', 'BEARER   abc', ' Bearer abc ']) expect(bearerToken(header)).toBe('abc')
})

it('accepts no other scheme and no partial header', () => {
  for (const header of [undefined, '', 'abc', 'Bearer', 'Bearer ', 'Basic abc', 'Bearer a b', 'Bearerabc']) {
    expect(bearerToken(header)).toBeUndefined()
  }
})

it('handles long invalid headers quickly', () => {
  expect(bearerToken(`Bearer ${' '.repeat(100_000)}`)).toBeUndefined()
  expect(bearerToken(`Bearer ${'a '.repeat(50_000)}`)).toBeUndefined()
})
