import type { Diagnostic } from '../../terraform/index.ts'

/** The result of importing a version's files. */
export interface ImportedPackage {
  /** null for an upload without a commit */
  commit: string | null
  /** of an annotated tag, as git has it */
  tagMessage?: string
  /** `contents`: where the files are in it, as `encodeContents` writes it; absent for an archive made before */
  archive: { key: string; sha256: string; size: number; contents?: string }
  /** `key` names the inspected tree; `document` is as it is stored, in this format, and has the diagnostics too */
  inspection: { key: string; document: string; format: number; diagnostics: readonly Diagnostic[] }
}
