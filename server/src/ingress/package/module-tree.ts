import type { SubmoduleFailure } from './source-node.ts'

/** A regular file of a module. Links are replaced by copies of their targets. */
export interface ModuleFile {
  /** relative to the module's root, with slashes, without `.` or `..` */
  path: string
  mode: 0o644 | 0o755
  /** bytes */
  size: number
  /** May be called more than once. */
  read(): Promise<Buffer>
}

/** Something left out or surprising, which does not prevent publishing. */
export interface PackageWarning {
  /** or directory */
  file: string
  summary: string
  detail: string
  /** when it is left out because a git submodule could not be had */
  submodule?: SubmoduleFailure
}

/** A module's files before packing: validated, within the limits, with unique paths, in no particular order. */
export interface ModuleTree {
  files: readonly ModuleFile[]
  warnings: readonly PackageWarning[]
  /** Links that lead to nothing that may be copied. They are left out, and matter where Terraform would read them. */
  deadLinks: readonly PackageWarning[]
  /** Ends access to the files' content and frees its resources. */
  close(): Promise<void>
}
