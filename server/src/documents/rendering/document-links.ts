/** Where the addresses in a document lead. */
export interface DocumentLinks {
  /** of the document, relative to its package; empty for the root */
  directory: string
  /** the page of a file is here, with `/` and its path behind; of the package's root without */
  pages: string
  /** the bytes of a file are here, with its path behind, encoded */
  files: string
}
