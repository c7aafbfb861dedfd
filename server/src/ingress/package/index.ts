export { type ArchiveOptions, readArchive } from './archive.ts'
export {
  type GitLink,
  type GitObjects,
  type GitSubmodules,
  type GitTreeEntry,
  type GitTreeOptions,
  type PlacedRepository,
  readGitTree,
} from './git-tree.ts'
export { type Deflate, gzipPieces, type Piece, rememberedDeflate } from './gzip/gzip-pieces.ts'
export type { PackageLimits } from './limits.ts'
export type { ModuleFile, ModuleTree, PackageWarning } from './module-tree.ts'
export { type PackedModule, type PackOptions, packModule } from './pack-module.ts'
export { PackageRefused, quoted, SourceDirectoryMissing, SubmoduleMissing } from './package-refused.ts'
export type { MissingSubmodule, SubmoduleFailure } from './source-node.ts'
