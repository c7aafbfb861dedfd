/** Values in memory; the least recently used are evicted first. */
export interface ByteCache<Value> {
  has(key: string): boolean
  get(key: string): Value | undefined
  /** @param bytes what the value takes */
  set(key: string, value: Value, bytes: number): void
  delete(key: string): void
}

/** @param maxBytes of all cached values together; a larger one is not kept, and 0 caches nothing */
export function createByteCache<Value>(maxBytes: number): ByteCache<Value> {
  // A Map keeps the order of insertion: its first key is the least recently used.
  const cached = new Map<string, { value: Value; bytes: number }>()
  let total = 0

  function remove(key: string) {
    total -= cached.get(key)?.bytes ?? 0
    cached.delete(key)
  }

  return {
    has: (key) => cached.has(key),
    get(key) {
      const entry = cached.get(key)
      if (entry === undefined) return undefined
      cached.delete(key)
      cached.set(key, entry)
      return entry.value
    },
    set(key, value, bytes) {
      remove(key)
      if (bytes > maxBytes) return
      cached.set(key, { value, bytes })
      total += bytes
      for (const oldest of cached.keys()) {
        if (total <= maxBytes) break
        remove(oldest)
      }
    },
    delete: remove,
  }
}
