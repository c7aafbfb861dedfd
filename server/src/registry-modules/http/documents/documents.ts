// Routes that show the documents of a published version, and its source files. HCP Terraform has no counterpart.
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../../kernel/index.ts'
import { isKnown } from '../../../platform/http/index.ts'
import { parameter } from '../../../platform/http/json-api/index.ts'
import type { DocumentView, Reader, VersionDocuments } from '../../source/version-documents.ts'
import { MODULE, type ModuleParams, type ModuleRouteParts, readByPath } from '../management/module-routes.ts'
import { HTML, READ_CHANGELOG, READ_HIGHLIGHTED, READ_README } from './document-operations.ts'
import { sourceDocument } from './source-document.ts'

export interface DocumentRoutes extends Pick<ModuleRouteParts, 'modules'> {
  documents: VersionDocuments
}

interface VersionParams extends ModuleParams {
  version: string
}

/** Access may be withdrawn, so it is asked for each time. */
const CACHING = 'private, no-cache'

export function serveDocuments(scope: FastifyInstance, routes: DocumentRoutes): void {
  const { documents } = routes

  scope.get<{ Params: VersionParams }>(`${MODULE}/versions/:version/readme`, READ_README, async (request, reply) => {
    const module = await readByPath(routes, request)
    const directory = (parameter(request.query, 'path') ?? '').replace(/\/+$/, '')
    return send(request, reply, await documents.readme(module, request.params.version, directory, readerOf(request)))
  })

  scope.get<{ Params: VersionParams }>(`${MODULE}/versions/:version/changelog`, READ_CHANGELOG, async (request, reply) => {
    const module = await readByPath(routes, request)
    return send(request, reply, await documents.changelog(module, request.params.version, readerOf(request)))
  })

  scope.get<{ Params: VersionParams }>(`${MODULE}/versions/:version/files/highlighted`, READ_HIGHLIGHTED, async (request) => {
    const module = await readByPath(routes, request)
    const path = parameter(request.query, 'path')
    if (path === undefined) throw new NotFound('the query parameter path is missing')
    return { data: sourceDocument(await documents.source(request.subject, module, request.params.version, path)) }
  })
}

/** In the organization that asks, which may be another one than the module's. */
function readerOf({ subject, params }: FastifyRequest<{ Params: ModuleParams }>): Reader {
  const { organization, registry, namespace, name, provider } = params
  const module = [registry, namespace, name, provider].map(encodeURIComponent).join('/')
  const owner = encodeURIComponent(organization)
  const linksOf = (version: string) => ({
    pages: `/app/${owner}/registry/modules/${module}/${encodeURIComponent(version)}/source`,
    files: `/api/v2/organizations/${owner}/registry-modules/${module}/versions/${encodeURIComponent(version)}/files/raw?path=`,
  })
  return { subject, organization, linksOf }
}

function send({ headers }: FastifyRequest, reply: FastifyReply, { html, remoteImages }: DocumentView): FastifyReply {
  const etag = `"${createHash('sha256').update(html).digest('base64url')}"`
  reply.headers({ etag, 'cache-control': CACHING, 'content-security-policy': policyWith(remoteImages) })
  if (isKnown(headers['if-none-match'], etag)) return reply.code(304).send()
  // A text would get the media type of JSON:API.
  return reply.type(HTML).send(Buffer.from(html))
}

/** For whoever opens the address itself. */
function policyWith(remoteImages: boolean): string {
  const images = remoteImages ? "'self' https:" : "'self'"
  return `default-src 'none'; img-src ${images}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox`
}
