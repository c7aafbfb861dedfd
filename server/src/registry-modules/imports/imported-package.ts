import type { Diagnostic } from '../../terraform/index.ts'

/** The result of importing a version's files. */
export interface ImportedPackage {
  /** null for an upload without a commit */
  commit: string | null
  archive: { key: string; sha256: string; size: number }
  /** `key` names the inspected tree; `document` is as it is stored, in this format, and has the diagnostics too */
  inspection: { key: string; document: string; format: number; diagnostics: readonly Diagnostic[] }
}
