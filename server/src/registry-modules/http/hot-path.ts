// `versions` and `download`: the two requests behind every `terraform init`. No step here waits for anything when the
// module is in the catalogue's memory.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Archivist } from '../../archivist/index.ts'
import { can } from '../../permissions/index.ts'
import { type Clock, NotFound, Unauthenticated } from '../../platform/kernel/index.ts'
import type { Catalogue, CatalogueEntry } from '../catalogue.ts'
import type { PublishedArchive } from '../repository/documents.ts'

export interface HotPath {
  catalogue: Catalogue
  archivist: Archivist
  clock: Clock
}

interface ModuleParams {
  namespace: string
  name: string
  provider: string
}

type ModuleRequest = FastifyRequest<{ Params: ModuleParams }>
type VersionRequest = FastifyRequest<{ Params: ModuleParams & { version: string } }>

const NO_MODULE = 'module not found'

export function serveHotPath(scope: FastifyInstance, { catalogue, archivist, clock }: HotPath): void {
  const links = createLinks(archivist, clock)

  scope.get('/:namespace/:name/:provider/versions', (request: ModuleRequest, reply) => {
    const entry = catalogue.find(request.params)
    if (entry instanceof Promise) return entry.then((loaded) => sendVersions(request, reply, loaded))
    return sendVersions(request, reply, entry)
  })

  scope.get('/:namespace/:name/:provider/:version/download', (request: VersionRequest, reply) => {
    const entry = catalogue.find(request.params)
    if (entry instanceof Promise) return entry.then((loaded) => sendDownload(request, reply, loaded))
    return sendDownload(request, reply, entry)
  })

  function sendDownload(
    request: VersionRequest,
    reply: FastifyReply,
    entry: CatalogueEntry | undefined,
  ): FastifyReply | Promise<FastifyReply> {
    const visible = requireVisible(request, entry)
    const { version } = request.params
    const archive = visible.archives.get(version)
    if (archive !== undefined) return sendLink(reply, archive)
    return catalogue.archiveOf(visible, version).then((found) => {
      if (found === undefined) throw new NotFound(`version ${version} not found`)
      return sendLink(reply, found)
    })
  }

  /** 204, because OpenTofu reads a body as JSON and Terraform wants the header. */
  function sendLink(reply: FastifyReply, archive: PublishedArchive): FastifyReply {
    return reply.code(204).header('x-terraform-get', links(archive)).send()
  }
}

function sendVersions(request: FastifyRequest, reply: FastifyReply, entry: CatalogueEntry | undefined): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(requireVisible(request, entry).versions)
}

/** What a token may not see does not exist for it. */
function requireVisible({ subject }: FastifyRequest, entry: CatalogueEntry | undefined): CatalogueEntry {
  if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
  if (entry === undefined || !can(subject, 'read-modules', entry.organizationId)) throw new NotFound(NO_MODULE)
  return entry
}

const LINK_VALID_FOR = 3_600_000
const LINK_REUSED_FOR = 300_000

/** Signing costs more than all the rest of a download, so a link is handed out for a while before a new one is made. */
function createLinks(archivist: Archivist, clock: Clock): (archive: PublishedArchive) => string {
  const made = new WeakMap<PublishedArchive, { url: string; at: number }>()
  return (archive) => {
    const now = clock.now()
    const known = made.get(archive)
    if (known !== undefined && now - known.at < LINK_REUSED_FOR) return known.url
    const query = { archive: 'tar.gz', checksum: `sha256:${archive.sha256}` }
    const url = archivist.downloadUrl(archive.key, { expiresInMs: LINK_VALID_FOR, query })
    made.set(archive, { url, at: now })
    return url
  }
}
