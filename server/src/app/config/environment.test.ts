import { expect, test } from 'vitest'
import { readEnvironment, unknownSettings } from './environment.ts'

test('only settings are read, trimmed, and empty ones count as unset', () => {
  expect(readEnvironment({ PATH: '/bin', TERRACE_LISTEN: ' :80 ', TERRACE_DATA_DIR: '  ', TERRACE_PUBLIC_URL: '' })).toEqual({
    TERRACE_LISTEN: ':80',
  })
})

test('a mistyped setting is found', () => {
  expect(unknownSettings({ TERRACE_LISTEN: ':80', TERRACE_LISTN: ':80', OTHER: '' })).toEqual(['TERRACE_LISTN'])
})
