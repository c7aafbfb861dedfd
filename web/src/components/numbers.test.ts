import { expect, it } from 'vitest'
import { formatBytes } from './numbers.ts'

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [2, '2 bytes'],
  [1500, '1.5 KB'],
  [60_000_000, '60 MB'],
])('%d bytes are %s', (value, text) => {
  expect(formatBytes(value)).toBe(text)
})
