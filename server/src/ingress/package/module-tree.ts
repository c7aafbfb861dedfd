/** A regular file of a module. Links have become copies of what they point to. */
export interface ModuleFile {
  /** relative to the module's root, with slashes, without `.` or `..` */
  path: string
  mode: 0o644 | 0o755
  /** bytes */
  size: number
  /** May be called more than once. */
  read(): Promise<Buffer>
}

/** Something that was left out or may surprise, but does not stop the module. */
export interface PackageWarning {
  file: string
  detail: string
}

/** A module's files before packing: validated, within the limits, no two with the same path, in no particular order. */
export interface ModuleTree {
  files: readonly ModuleFile[]
  warnings: readonly PackageWarning[]
  /** Ends access to the files' content and frees what was kept for it. */
  close(): Promise<void>
}
