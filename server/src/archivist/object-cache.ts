/** Small objects in memory; the least recently used is evicted first. */
export interface ObjectCache {
  has(key: string): boolean
  get(key: string): Buffer | undefined
  set(key: string, bytes: Buffer): void
  delete(key: string): void
}

/** @param maximumBytes of all cached objects together; 0 caches nothing */
export function createObjectCache(maximumBytes: number): ObjectCache {
  // A Map keeps the order of insertion: its first key is the least recently used.
  const cached = new Map<string, Buffer>()
  let total = 0

  function remove(key: string) {
    total -= cached.get(key)?.length ?? 0
    cached.delete(key)
  }

  return {
    has: (key) => cached.has(key),
    get(key) {
      const bytes = cached.get(key)
      if (bytes === undefined) return undefined
      cached.delete(key)
      cached.set(key, bytes)
      return bytes
    },
    set(key, bytes) {
      remove(key)
      if (bytes.length > maximumBytes) return
      cached.set(key, bytes)
      total += bytes.length
      for (const oldest of cached.keys()) {
        if (total <= maximumBytes) break
        remove(oldest)
      }
    },
    delete: remove,
  }
}
