import { OBJECT_PATH } from '../signed-urls.ts'

export const OBJECT_ROUTE = `${OBJECT_PATH}*`

const ALWAYS = {
  'content-type': 'application/gzip',
  // Immutable, because the key is derived from the content; private, because the URL is an expiring credential.
  'cache-control': 'private, max-age=31536000, immutable',
  'accept-ranges': 'bytes',
}
const ALWAYS_RAW = Object.entries(ALWAYS).flat()

/** The headers of every response about an archive, with or without its content. */
export function headersOfArchive(sha256: string): Record<string, string> {
  return { ...ALWAYS, etag: etagOf(sha256) }
}

/** The same as names and values by turns, for a response of the shortcut. */
export function rawHeadersOfArchive(sha256: string): readonly string[] {
  return ['etag', etagOf(sha256), ...ALWAYS_RAW]
}

function etagOf(sha256: string): string {
  return `"${sha256}"`
}
