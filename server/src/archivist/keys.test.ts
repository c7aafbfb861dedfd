import { expect, test } from 'vitest'
import { failedKey, moduleKey, parseKey, uploadKey } from './keys.ts'

const sha256 = 'ab'.repeat(32)

test('a key parses back to its parts', () => {
  expect(moduleKey(sha256)).toBe(`modules/sha256/ab/${sha256}.tar.gz`)
  expect(parseKey(moduleKey(sha256))).toEqual({ kind: 'module', sha256 })
  expect(parseKey(failedKey(sha256))).toEqual({ kind: 'failed', sha256 })
  expect(parseKey(uploadKey('modver-1aB'))).toEqual({ kind: 'upload', id: 'modver-1aB' })
})

test.each(['', 'ab', sha256.toUpperCase(), `../${sha256}`, `${sha256}/`])('no module key is made of %j', (text) => {
  expect(() => moduleKey(text)).toThrow('cannot make an object key')
})

test.each(['', '..', 'a/b', '../modules/x', 'a b', 'a'.repeat(65)])('no upload key is made of %j', (text) => {
  expect(() => uploadKey(text)).toThrow('cannot make an object key')
})

test.each([
  `modules/sha256/cd/${sha256}.tar.gz`,
  `modules/sha256/ab/${sha256}.tar.gz/..`,
  `modules/sha256/ab/../ab/${sha256}.tar.gz`,
  `modules//sha256/ab/${sha256}.tar.gz`,
  `failed/sha256/cd/${sha256}.tar.gz`,
  'uploads/../modules',
  'uploads/',
  '/uploads/a',
  '.tmp/a',
])('%j is not recognised as a key', (text) => {
  expect(parseKey(text)).toBeUndefined()
})
