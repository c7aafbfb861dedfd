// `versions` and `download` for a known token and a module in memory, without the framework: see docs/decisions/0008.
// It answers only what it is certain of. Everything else, refusals included, is left to the routes in hot-path.ts.
import type { Archivist } from '../../../archivist/index.ts'
import type { Clock } from '../../../kernel/index.ts'
import { can, type Subject } from '../../../permissions/index.ts'
import type { Shortcut } from '../../../platform/http/index.ts'
import type { Catalogue, CatalogueEntry } from '../../catalogue/catalogue.ts'
import type { DownloadCounts } from '../../catalogue/download-counts.ts'
import { consumerOf } from '../../catalogue/version-consumers.ts'
import { createDownloadLinks } from './download-links.ts'
import { DOWNLOAD_ROUTE, VERSIONS_ROUTE, VERSIONS_TYPE } from './hot-path.ts'

const VERSIONS = '/versions'
const DOWNLOAD = '/download'
const SLASH = '/'.charCodeAt(0)
/** As clients write it. The routes know the other spellings. */
const SCHEME = 'Bearer '

interface Target {
  /** `namespace/name/provider` */
  address: string
  /** absent for a request for all versions */
  version?: string
}

/** @param prefix under which the registry protocol is served, such as `/api/registry/v1/modules` */
export function createHotPathShortcut(
  prefix: string,
  parts: {
    catalogue: Pick<Catalogue, 'fresh'>
    archivist: Pick<Archivist, 'downloadUrl'>
    clock: Clock
    authentication: { authenticateCached(token: string, now: number): Subject | undefined }
    downloads: Pick<DownloadCounts, 'record'>
  },
): Shortcut {
  const { catalogue, archivist, clock, authentication, downloads } = parts
  const linkTo = createDownloadLinks(archivist)
  const versionsRoute = prefix + VERSIONS_ROUTE
  const downloadRoute = prefix + DOWNLOAD_ROUTE

  function visibleEntry(address: string, subject: Subject, now: number): CatalogueEntry | undefined {
    const entry = catalogue.fresh(address, now)
    return entry !== undefined && can(subject, 'read-modules', entry.organizationId) ? entry : undefined
  }

  return ({ method, url, headers }, response, headersOfAnswer) => {
    const { authorization } = headers
    if (method !== 'GET' || url === undefined || authorization?.startsWith(SCHEME) !== true) return undefined
    const target = targetOf(url, prefix)
    if (target === undefined) return undefined
    const now = clock.now()
    const subject = authentication.authenticateCached(authorization.slice(SCHEME.length), now)
    const entry = subject && visibleEntry(target.address, subject, now)
    if (entry === undefined || subject === undefined) return undefined
    if (target.version === undefined) {
      const answer = headersOfAnswer()
      answer.push('content-type', VERSIONS_TYPE, 'content-length', entry.contentLength)
      response.writeHead(200, answer).end(entry.versions)
      return versionsRoute
    }
    const archive = entry.archives.get(target.version)
    if (archive === undefined) return undefined
    downloads.record(archive, consumerOf(subject))
    const answer = headersOfAnswer()
    answer.push('x-terraform-get', linkTo(archive, now))
    response.writeHead(204, answer).end()
    return downloadRoute
  }
}

/** Only plain paths: one with escapes or a query is not found in memory, and goes through the framework. */
function targetOf(url: string, prefix: string): Target | undefined {
  const begin = prefix.length + 1
  if (!url.startsWith(prefix) || url.charCodeAt(begin - 1) !== SLASH) return undefined
  if (url.endsWith(VERSIONS)) return { address: url.slice(begin, -VERSIONS.length) }
  if (!url.endsWith(DOWNLOAD)) return undefined
  const end = url.lastIndexOf('/', url.length - DOWNLOAD.length - 1)
  return { address: url.slice(begin, end), version: url.slice(end + 1, -DOWNLOAD.length) }
}
