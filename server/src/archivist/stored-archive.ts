// What a look at the whole of a stored archive finds, whatever is on record about it.
import { createHash } from 'node:crypto'
import { parseKey } from './keys.ts'
import type { ArchiveProblem } from './ports.ts'
import type { ObjectStore } from './stores/object-store.ts'
import { isUnreadable, readFailure } from './stores/storage-failure.ts'

/**
 * Reads the archive to its end. Its key says which hash it has; an upload may be anything, as long as it can be read.
 * @returns null when nothing is wrong
 * @throws Unavailable when the storage cannot be read now
 */
export async function problemOf(store: Pick<ObjectStore, 'read'>, key: string): Promise<ArchiveProblem | null> {
  const hash = createHash('sha256')
  try {
    const content = await store.read(key)
    if (content === undefined) return 'missing'
    for await (const chunk of content) hash.update(chunk as Buffer)
  } catch (error) {
    if (isUnreadable(error)) return 'unreadable'
    throw readFailure(error)
  }
  const parsed = parseKey(key)
  if (parsed === undefined) throw new Error(`not an object key: ${JSON.stringify(key)}`)
  return parsed.kind === 'upload' || parsed.sha256 === hash.digest('hex') ? null : 'damaged'
}
