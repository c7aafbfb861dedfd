import { expect, test } from 'vitest'
import { createObjectCache } from './object-cache.ts'

test('the least recently used objects make room for new ones', () => {
  const cache = createObjectCache(10)
  cache.set('a', Buffer.alloc(4))
  cache.set('b', Buffer.alloc(4))
  cache.get('a')
  cache.set('c', Buffer.alloc(4))
  expect(cache.get('b')).toBeUndefined()
  expect(cache.get('a')).toHaveLength(4)
  expect(cache.get('c')).toHaveLength(4)
})

test('replacing and deleting objects frees their space', () => {
  const cache = createObjectCache(10)
  cache.set('a', Buffer.alloc(8))
  cache.set('a', Buffer.alloc(5))
  cache.set('b', Buffer.alloc(5))
  expect(cache.get('a')).toHaveLength(5)
  cache.delete('a')
  cache.delete('a')
  cache.set('c', Buffer.alloc(5))
  expect(cache.get('b')).toHaveLength(5)
})

test('an object larger than the whole cache is not kept and evicts nothing', () => {
  const cache = createObjectCache(10)
  cache.set('a', Buffer.alloc(5))
  cache.set('huge', Buffer.alloc(11))
  expect(cache.get('huge')).toBeUndefined()
  expect(cache.get('a')).toHaveLength(5)
})
