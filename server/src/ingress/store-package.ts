import { type Archivist, moduleKey } from '../archivist/index.ts'
import type { ImportedPackage, ImportTrace } from '../registry-modules/index.ts'
import type { Prepared } from './sandbox/messages.ts'

/** Stores the archive durably, under a key made from its content, before any row names it. */
export async function storePackage(
  archivist: Archivist,
  { sha256, size, inspection, diagnostics, inspectedMs, packedMs }: Prepared,
  from: { file: string; commit: string | null; inspectionKey: string; trace: ImportTrace; startedAt: number },
): Promise<ImportedPackage> {
  const { trace, startedAt } = from
  trace.add(
    { name: 'inspected', startedAt, durationMs: inspectedMs },
    { name: 'packed', startedAt: Math.round(startedAt + inspectedMs), durationMs: packedMs },
  )
  const key = moduleKey(sha256)
  await trace.measure('stored', () => archivist.putFile(key, from.file))
  return { commit: from.commit, archive: { key, sha256, size }, inspection: { key: from.inspectionKey, document: inspection, diagnostics } }
}
