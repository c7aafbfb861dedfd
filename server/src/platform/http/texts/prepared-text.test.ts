import { expect, it } from 'vitest'
import { acceptsGzip } from './prepared-text.ts'

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
  expect(acceptsGzip(header)).toBe(expected)
})
