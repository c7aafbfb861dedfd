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

test('names that other programs share may be in lower case, and an upper-case one wins', () => {
  expect(readEnvironment({ https_proxy: 'http://a', terrace_listen: ':80' })).toEqual({ HTTPS_PROXY: 'http://a' })
  expect(readEnvironment({ https_proxy: 'http://a', HTTPS_PROXY: 'http://b', no_proxy: '', NO_PROXY: 'x' })).toEqual({
    HTTPS_PROXY: 'http://b',
    NO_PROXY: 'x',
  })
  expect(readEnvironment({ HTTP_PROXY: ' ', http_proxy: 'http://c' })).toEqual({ HTTP_PROXY: 'http://c' })
})
