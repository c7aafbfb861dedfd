import { type Archivist, moduleKey } from '../archivist/index.ts'
import type { ImportedPackage } from '../registry-modules/index.ts'
import type { Prepared } from './sandbox/messages.ts'

/** The archive is durable under the key of its content before any row names it. */
export async function storePackage(
  archivist: Archivist,
  { sha256, size, inspection }: Prepared,
  from: { file: string; commit: string | null; inspectionKey: string },
): Promise<ImportedPackage> {
  const key = moduleKey(sha256)
  await archivist.putFile(key, from.file)
  return { commit: from.commit, archive: { key, sha256, size }, inspection: { key: from.inspectionKey, document: inspection } }
}
