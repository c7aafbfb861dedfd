import { type Archivist, failedKey, moduleKey } from '../archivist/index.ts'
import { Invalid } from '../kernel/index.ts'
import type { ImportedPackage, ImportFailure, ImportTrace } from '../registry-modules/index.ts'
import { ImportRefused } from './failure.ts'
import { INSPECTION_FORMAT } from './inspection-format.ts'
import type { Prepared, Refused } from './sandbox/messages.ts'

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

/** Keeps the files of a refused package, for people to read. @returns what to throw */
export async function keptRefusal(
  archivist: Pick<Archivist, 'putFile'>,
  refused: Refused,
  from: Pick<PackageToStore, 'file' | 'checkRoom'>,
): Promise<ImportRefused> {
  const files = await keepFiles(archivist, refused, from)
  return new ImportRefused(refused, files === undefined ? {} : { files })
}

/**
 * @returns undefined when there is nothing to keep, or the organization may not store so much
 */
async function keepFiles(
  archivist: Pick<Archivist, 'putFile'>,
  { kept }: Refused,
  { file, checkRoom }: Pick<PackageToStore, 'file' | 'checkRoom'>,
): Promise<ImportFailure['files']> {
  if (kept === undefined) return undefined
  const { sha256, size } = kept
  const key = failedKey(sha256)
  try {
    await checkRoom({ key, size })
  } catch (error) {
    if (error instanceof Invalid) return undefined
    throw error
  }
  await archivist.putFile(key, file)
  return { key, size }
}
