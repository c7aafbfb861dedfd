import { expect, it } from 'vitest'
import { bearerToken } from './bearer.ts'

it('reads the token of a bearer header, in any letter case', () => {
  for (const header of ['Bearer abc', 'bearer abc', 'BEARER   abc', ' Bearer abc ']) expect(bearerToken(header)).toBe('abc')
})

it('knows no other scheme and no half header', () => {
  for (const header of [undefined, '', 'abc', 'Bearer', 'Bearer ', 'Basic abc', 'Bearer a b', 'Bearerabc']) {
    expect(bearerToken(header)).toBeUndefined()
  }
})

it('takes no time over long nonsense', () => {
  expect(bearerToken(`Bearer ${' '.repeat(100_000)}`)).toBeUndefined()
  expect(bearerToken(`Bearer ${'a '.repeat(50_000)}`)).toBeUndefined()
})
