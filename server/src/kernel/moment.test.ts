import { expect, it } from 'vitest'
import { momentOf } from './moment.ts'

it('reads times in ISO 8601, and none that are not in the calendar or that no client could read again', () => {
  expect(momentOf('2030-01-31T12:00:00.123Z')).toBe(Date.UTC(2030, 0, 31, 12, 0, 0, 123))
  expect(momentOf('2030-01-31T12:00:00+02:00')).toBe(Date.UTC(2030, 0, 31, 10))
  expect(momentOf('2028-02-29T00:00:00.123456789Z')).toBe(Date.UTC(2028, 1, 29, 0, 0, 0, 123))
  expect(momentOf('2030-01-31')).toBe(Date.UTC(2030, 0, 31))
  for (const wrong of [
    '',
    'soon',
    '5',
    '2030-02-31T00:00:00Z',
    '2030-13-01',
    '2030-00-10',
    '+275760-09-13T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
  ]) {
    expect([wrong, momentOf(wrong)]).toEqual([wrong, undefined])
  }
})
