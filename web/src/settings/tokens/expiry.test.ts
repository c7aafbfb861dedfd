import { expect, test } from 'vitest'
import { expiryOf } from './expiry.ts'

const NOW = Date.parse('2026-11-29T10:00:00Z')

test('a token expires to the second after the days that were chosen, or with the day', () => {
  expect(expiryOf('7', '', NOW)).toBe('2026-12-06T10:00:00.000Z')
  expect(expiryOf('custom', '2027-01-31', NOW)).toBe('2027-01-31T23:59:59Z')
  expect(expiryOf('never', '', NOW)).toBe('never')
})
