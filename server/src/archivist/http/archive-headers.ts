import { OBJECT_PATH } from '../signed-urls.ts'

export const OBJECT_ROUTE = `${OBJECT_PATH}*`

/** The headers of every response about an archive, with or without its content. */
export function headersOfArchive(sha256: string): Record<string, string> {
  return {
    'content-type': 'application/gzip',
    etag: `"${sha256}"`,
    // Immutable, because the key is derived from the content; private, because the URL is an expiring credential.
    'cache-control': 'private, max-age=31536000, immutable',
    'accept-ranges': 'bytes',
  }
}
