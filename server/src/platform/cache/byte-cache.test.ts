import { expect, test } from 'vitest'
import { createByteCache } from './byte-cache.ts'

test('the least recently used values make room for new ones', () => {
  const cache = createByteCache<string>(10)
  cache.set('a', 'a 4', 4)
  cache.set('b', 'b 4', 4)
  cache.get('a')
  cache.set('c', 'c 4', 4)
  expect(cache.get('b')).toBeUndefined()
  expect(cache.get('a')).toBe('a 4')
  expect(cache.get('c')).toBe('c 4')
})

test('replacing and deleting values frees their space', () => {
  const cache = createByteCache<string>(10)
  cache.set('a', 'a 8', 8)
  cache.set('a', 'a 5', 5)
  cache.set('b', 'b 5', 5)
  expect(cache.get('a')).toBe('a 5')
  cache.delete('a')
  cache.delete('a')
  cache.set('c', 'c 5', 5)
  expect(cache.get('b')).toBe('b 5')
})

test('a value larger than the whole cache is not kept and evicts nothing', () => {
  const cache = createByteCache<string>(10)
  cache.set('a', 'a 5', 5)
  cache.set('huge', 'huge 11', 11)
  expect(cache.get('huge')).toBeUndefined()
  expect(cache.get('a')).toBe('a 5')
})
