export { archiveCheckJob } from './archive-checks.ts'
export { ArchiveIntegrity } from './archive-integrity.ts'
export { type Archivist, createArchivist } from './archivist.ts'
export {
  type ArchiveContents,
  type ArchivedFile,
  type ArchivedPiece,
  decodeContents,
  encodeContents,
} from './contents/archive-contents.ts'
export { ArchiveDamaged, readArchivedFile } from './contents/read-archived-file.ts'
export { scanArchive } from './contents/scan-archive.ts'
export { failedKey, moduleKey, parseKey, uploadKey } from './keys.ts'
export type { ArchiveFinding, ArchiveProblem, ArchiveRecord, ArchiveRecords, Upload } from './ports.ts'
export { problemOf } from './stored-archive.ts'
export { createFileStore, WRITTEN_DIRECTORIES } from './stores/file.ts'
export type { ObjectStore } from './stores/object-store.ts'
