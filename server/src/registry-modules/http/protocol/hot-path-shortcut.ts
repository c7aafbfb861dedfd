// `versions` and `download` for a known token and a module in memory, without the framework: see docs/decisions/0008.
// It answers only what it is certain of. Everything else, refusals included, is left to the routes in hot-path.ts.
import type { Archivist } from '../../../archivist/index.ts'
import type { Clock } from '../../../kernel/index.ts'
import { can, type Subject } from '../../../permissions/index.ts'
import { type Authentication, bearerToken, type Shortcut } from '../../../platform/http/index.ts'
import type { Catalogue, CatalogueEntry } from '../../catalogue/catalogue.ts'
import type { DownloadCounts } from '../../catalogue/download-counts.ts'
import { consumerOf } from '../../catalogue/version-consumers.ts'
import { createDownloadLinks } from './download-links.ts'
import { DOWNLOAD_ROUTE, VERSIONS_ROUTE, VERSIONS_TYPE } from './hot-path.ts'

const VERSIONS = '/versions'
const DOWNLOAD = '/download'

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
    authentication: Pick<Authentication, 'authenticateCached'>
    downloads: Pick<DownloadCounts, 'record'>
  },
): Shortcut {
  const { catalogue, archivist, clock, authentication, downloads } = parts
  const linkTo = createDownloadLinks(archivist, clock)
  const versionsRoute = prefix + VERSIONS_ROUTE
  const downloadRoute = prefix + DOWNLOAD_ROUTE

  function visibleEntry(address: string, authorization: string | undefined): { entry: CatalogueEntry; subject: Subject } | undefined {
    const entry = catalogue.fresh(address)
    const token = entry === undefined ? undefined : bearerToken(authorization)
    const subject = token === undefined ? undefined : authentication.authenticateCached(token)
    return entry !== undefined && subject !== undefined && can(subject, 'read-modules', entry.organizationId)
      ? { entry, subject }
      : undefined
  }

  return ({ method, url, headers }, response, headersOfAnswer) => {
    const target = method === 'GET' && url !== undefined ? targetOf(url, prefix) : undefined
    const found = target === undefined ? undefined : visibleEntry(target.address, headers.authorization)
    if (target === undefined || found === undefined) return undefined
    const { entry, subject } = found
    if (target.version === undefined) {
      const { versions } = entry
      const answer = headersOfAnswer()
      answer['content-type'] = VERSIONS_TYPE
      answer['content-length'] = String(Buffer.byteLength(versions))
      response.writeHead(200, answer).end(versions)
      return versionsRoute
    }
    const archive = entry.archives.get(target.version)
    if (archive === undefined) return undefined
    downloads.record(archive, consumerOf(subject))
    const answer = headersOfAnswer()
    answer['x-terraform-get'] = linkTo(archive)
    response.writeHead(204, answer).end()
    return downloadRoute
  }
}

/** Only plain paths: one with escapes or a query is not found in memory, and goes through the framework. */
function targetOf(url: string, prefix: string): Target | undefined {
  const begin = prefix.length + 1
  if (!url.startsWith(prefix) || url[begin - 1] !== '/') return undefined
  if (url.endsWith(VERSIONS)) return { address: url.slice(begin, -VERSIONS.length) }
  if (!url.endsWith(DOWNLOAD)) return undefined
  const end = url.lastIndexOf('/', url.length - DOWNLOAD.length - 1)
  return { address: url.slice(begin, end), version: url.slice(end + 1, -DOWNLOAD.length) }
}
