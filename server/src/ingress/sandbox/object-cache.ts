// Versions of a module share most of their files: each blob and tree is read from git once per repository.
import { createByteCache } from '../../platform/cache/index.ts'
import type { ObjectReader } from '../../platform/git/index.ts'
import type { GitObjects, GitTreeEntry } from '../package/index.ts'

const MAX_BYTES = 64 * 1024 * 1024

export function cacheObjects(reader: ObjectReader): GitObjects {
  const trees = new Map<string, Promise<readonly GitTreeEntry[]>>()
  const blobs = createByteCache<Buffer>(MAX_BYTES)

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
      blobs.set(oid, content, content.length)
      return content
    },
  }
}
