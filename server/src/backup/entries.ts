// The names of the entries of a backup, in the order in which they come.

export const MANIFEST = 'manifest.json'
/** Only where it was asked for. */
export const SECRET_KEY = 'secret.key'
export const CONTENTS = 'contents.json'
/** As `sha256sum` writes and reads them. */
export const CHECKSUMS = 'SHA256SUMS'

const CHUNK = /^database\/([a-z0-9_]+)\/\d{6}\.jsonl\.gz$/
const ARCHIVE = /^archives\/(.+)$/

/** @param number from 1 */
export function chunkName(table: string, number: number): string {
  return `database/${table}/${String(number).padStart(6, '0')}.jsonl.gz`
}

/** @returns undefined when the entry is not a chunk of a table */
export function tableOf(entry: string): string | undefined {
  return CHUNK.exec(entry)?.[1]
}

export function archiveName(key: string): string {
  return `archives/${key}`
}

/** @returns the key; undefined when the entry is not an archive */
export function archiveOf(entry: string): string | undefined {
  return ARCHIVE.exec(entry)?.[1]
}
