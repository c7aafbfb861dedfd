import type { ObjectStore } from './stores/object-store.ts'

/** Called with at most 500 keys; returns those that a row still refers to. */
export type ReferencedKeys = (keys: string[]) => Promise<ReadonlySet<string>>

export interface SweepResult {
  /** deleted objects */
  objects: number
  /** removed leftovers of interrupted puts */
  leftovers: number
}

const BATCH = 500

/**
 * Deletes old objects that no row refers to. Objects are stored before their rows, so a young one without a row is
 * usually one whose row is about to be written: `before` must lie well in the past.
 * @param before milliseconds since the epoch
 */
export async function sweepUnreferenced(
  store: Pick<ObjectStore, 'list' | 'head' | 'deleteLeftovers'>,
  remove: (key: string) => Promise<void>,
  isReferenced: ReferencedKeys,
  before: number,
): Promise<SweepResult> {
  let objects = 0
  for await (const keys of oldKeys(store, before)) {
    const needed = await isReferenced(keys)
    for (const key of keys) {
      if (needed.has(key)) continue
      // Stored again since it was listed: a row is about to refer to it.
      const current = await store.head(key)
      if (current === undefined || current.modifiedAt >= before) continue
      await remove(key)
      objects++
    }
  }
  return { objects, leftovers: await store.deleteLeftovers(before) }
}

async function* oldKeys(store: Pick<ObjectStore, 'list'>, before: number): AsyncGenerator<string[]> {
  let batch: string[] = []
  for await (const { key, modifiedAt } of store.list()) {
    if (modifiedAt >= before) continue
    batch.push(key)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
