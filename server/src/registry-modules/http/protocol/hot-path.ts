// `versions` and `download`: the two requests behind every `terraform init`. hot-path-shortcut.ts answers first what is in
// memory.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Archivist } from '../../../archivist/index.ts'
import { type Clock, NotFound, Unauthenticated } from '../../../kernel/index.ts'
import { can } from '../../../permissions/index.ts'
import type { Catalogue, CatalogueEntry } from '../../catalogue/catalogue.ts'
import type { DownloadCounts } from '../../catalogue/download-counts.ts'
import { consumerOf } from '../../catalogue/version-consumers.ts'
import type { PublishedArchive } from '../../registry-module/document-rows.ts'
import { createDownloadLinks } from './download-links.ts'
import { DOWNLOAD_VERSION, LIST_VERSIONS } from './protocol-operations.ts'

export interface HotPath {
  catalogue: Pick<Catalogue, 'find' | 'archiveOf'>
  archivist: Pick<Archivist, 'downloadUrl'>
  clock: Clock
  downloads: Pick<DownloadCounts, 'record'>
}

interface ModuleParams {
  namespace: string
  name: string
  provider: string
}

type ModuleRequest = FastifyRequest<{ Params: ModuleParams }>
type VersionRequest = FastifyRequest<{ Params: ModuleParams & { version: string } }>

export const VERSIONS_TYPE = 'application/json; charset=utf-8'
export const VERSIONS_ROUTE = '/:namespace/:name/:provider/versions'
export const DOWNLOAD_ROUTE = '/:namespace/:name/:provider/:version/download'
const NO_MODULE = 'module not found'

export function serveHotPath(scope: FastifyInstance, { catalogue, archivist, clock, downloads }: HotPath): void {
  const links = createDownloadLinks(archivist)

  scope.get(VERSIONS_ROUTE, LIST_VERSIONS, (request: ModuleRequest, reply) =>
    whenFound(catalogue.find(request.params), (entry) => sendVersions(reply, requireVisible(request, entry))),
  )

  scope.get(DOWNLOAD_ROUTE, DOWNLOAD_VERSION, (request: VersionRequest, reply) =>
    whenFound(catalogue.find(request.params), (entry) => sendDownload(reply, requireVisible(request, entry), request.params.version)),
  )

  function sendDownload(reply: FastifyReply, entry: CatalogueEntry, version: string): void | Promise<void> {
    const archive = entry.archives.get(version)
    if (archive !== undefined) return sendLink(reply, archive)
    return catalogue.archiveOf(entry, version, consumerOf(reply.request.subject)).then((found) => {
      if (found === undefined) throw new NotFound(`version ${version} not found`)
      sendLink(reply, found)
    })
  }

  /** 204, because OpenTofu parses a body as JSON, and Terraform needs the header. */
  function sendLink(reply: FastifyReply, archive: PublishedArchive): void {
    if (reply.request.method === 'GET') downloads.record(archive, consumerOf(reply.request.subject))
    reply.code(204).header('x-terraform-get', links(archive, clock.now())).send()
  }
}

/** Sends the answer and never returns it: Fastify waits for a returned reply, which takes a third of the request's time. */
function whenFound(
  entry: ReturnType<Catalogue['find']>,
  send: (entry: CatalogueEntry | undefined) => void | Promise<void>,
): void | Promise<void> {
  return entry instanceof Promise ? entry.then(send) : send(entry)
}

function sendVersions(reply: FastifyReply, entry: CatalogueEntry): void {
  reply.type(VERSIONS_TYPE).send(entry.versions)
}

/** @throws NotFound also when the subject may not see the module */
function requireVisible({ subject }: FastifyRequest, entry: CatalogueEntry | undefined): CatalogueEntry {
  if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
  if (entry === undefined || !can(subject, 'read-modules', entry.organizationId)) throw new NotFound(NO_MODULE)
  return entry
}
