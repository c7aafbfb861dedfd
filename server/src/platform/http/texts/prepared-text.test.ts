import { expect, it } from 'vitest'
import { acceptedCoding } from './prepared-text.ts'

it.each([
  ['gzip', true],
  ['GZIP', true],
  ['br, gzip;q=0.5', true],
  ['x-gzip', true],
  ['*', true],
  ['deflate, gzip;q=1.0, *;q=0.5', true],
  [undefined, false],
  ['', false],
  ['identity', false],
  ['br', false],
  ['gzip;q=0', false],
  ['gzip; q=0.000', false],
  ['*, gzip;q=0', false],
  ['*;q=0', false],
  ['gzipped', false],
])('a client that sends %j gets gzip: %s', (header, expected) => {
  expect(acceptedCoding(header, ['gzip']) !== undefined).toBe(expected)
})

it.each([
  ['gzip, br', 'br'],
  ['gzip, br;q=0', 'gzip'],
  ['gzip', 'gzip'],
  ['deflate', undefined],
])('of brotli and gzip, a client that sends %j gets %s', (header, expected) => {
  expect(acceptedCoding(header, ['br', 'gzip'])).toBe(expected)
})
