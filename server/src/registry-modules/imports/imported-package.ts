/** What an import made of a version's files. */
export interface ImportedPackage {
  /** null for an upload that names none */
  commit: string | null
  archive: { key: string; sha256: string; size: number }
  /** `key` names the inspected tree; `document` is JSON */
  inspection: { key: string; document: string }
}
