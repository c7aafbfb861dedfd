// Signed links for `X-Terraform-Get`, which download an archive without a token.
import type { Archivist } from '../../../archivist/index.ts'
import type { PublishedArchive } from '../../registry-module/document-rows.ts'

const LINK_VALID_FOR = 3_600_000
const LINK_REUSED_FOR = 300_000

/** Reuses a link for a while: signing costs more than the rest of a download. @returns the link that is good at this time */
export function createDownloadLinks(archivist: Pick<Archivist, 'downloadUrl'>): (archive: PublishedArchive, now: number) => string {
  const made = new WeakMap<PublishedArchive, { url: string; at: number }>()
  return (archive, now) => {
    const known = made.get(archive)
    if (known !== undefined && now - known.at < LINK_REUSED_FOR) return known.url
    const query = { archive: 'tar.gz', checksum: `sha256:${archive.sha256}` }
    const url = archivist.downloadUrl(archive.key, { expiresInMs: LINK_VALID_FOR, query })
    made.set(archive, { url, at: now })
    return url
  }
}
