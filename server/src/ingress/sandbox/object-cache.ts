// Versions of a module share most of their files: each blob and tree is read from git once per repository.
import type { ObjectReader } from '../../platform/git/index.ts'
import type { GitObjects, GitTreeEntry } from '../package/index.ts'

const MAX_BYTES = 64 * 1024 * 1024

export function cacheObjects(reader: ObjectReader): GitObjects {
  const trees = new Map<string, Promise<readonly GitTreeEntry[]>>()
  const blobs = new Map<string, Buffer>()
  let bytes = 0

  function remember(oid: string, content: Buffer): void {
    bytes += content.length
    blobs.set(oid, content)
    for (const [oldest, old] of blobs) {
      if (bytes <= MAX_BYTES) break
      blobs.delete(oldest)
      bytes -= old.length
    }
  }

  return {
    readTree(oid) {
      const listing = trees.get(oid) ?? reader.readTree(oid)
      trees.set(oid, listing)
      return listing
    },
    async blobSize(oid) {
      return blobs.get(oid)?.length ?? (await reader.blobSize(oid))
    },
    async readBlob(oid, maximumBytes) {
      const known = blobs.get(oid)
      if (known !== undefined && known.length <= maximumBytes) return known
      const content = await reader.readBlob(oid, maximumBytes)
      if (!blobs.has(oid)) remember(oid, content)
      return content
    },
  }
}
