export { type Archivist, createArchivist } from './archivist.ts'
export { moduleKey, uploadKey } from './keys.ts'
export type { Upload } from './ports.ts'
export { createFileStore } from './stores/file.ts'
