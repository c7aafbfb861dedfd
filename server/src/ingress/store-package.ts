import { type Archivist, moduleKey } from '../archivist/index.ts'
import type { ImportedPackage, ImportTrace } from '../registry-modules/index.ts'
import { INSPECTION_FORMAT } from './inspection-format.ts'
import type { Prepared } from './sandbox/messages.ts'

interface PackageToStore {
  file: string
  commit: string | null
  inspectionKey: string
  /** @throws when the organization may not store so much */
  checkRoom(archive: { key: string; size: number }): Promise<void>
  trace: ImportTrace
  startedAt: number
}

/** Stores the archive durably, under a key made from its content, before any row names it. */
export async function storePackage(
  archivist: Archivist,
  { sha256, size, contents, inspection, diagnostics, inspectedMs, packedMs }: Prepared,
  from: PackageToStore,
): Promise<ImportedPackage> {
  const { trace, startedAt } = from
  trace.add(
    { name: 'inspected', startedAt, durationMs: inspectedMs },
    { name: 'packed', startedAt: Math.round(startedAt + inspectedMs), durationMs: packedMs },
  )
  const key = moduleKey(sha256)
  await from.checkRoom({ key, size })
  await trace.measure('stored', () => archivist.putFile(key, from.file))
  return {
    commit: from.commit,
    archive: { key, sha256, size, contents },
    inspection: { key: from.inspectionKey, document: inspection, format: INSPECTION_FORMAT, diagnostics },
  }
}
