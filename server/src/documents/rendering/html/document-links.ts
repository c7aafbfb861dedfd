/** Where the addresses in a document lead. */
export interface DocumentLinks {
  /** of the document, relative to its package */
  path: string
  /** the page of a file is here, with `/` and its path behind; of the package's root without */
  pages: string
  /** the bytes of a file are here, with its path behind, encoded */
  files: string
  /** whether browsers load images of other hosts, which then learn who reads */
  remoteImages: boolean
}

/** Relative to the package; empty for its root. */
export function directoryOf({ path }: DocumentLinks): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0))
}

/** @param path relative to the package */
export function pageOf(path: string, { pages }: DocumentLinks): string {
  const segments = path.split('/').filter((segment) => segment !== '')
  return [pages, ...segments.map(encodeURIComponent)].join('/')
}
