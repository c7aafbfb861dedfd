// Routes that show the documents of a published version. HCP Terraform has no counterpart.
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parameter } from '../../../platform/http/json-api/index.ts'
import type { LinksOf, VersionDocuments } from '../../source/version-documents.ts'
import { MODULE, type ModuleParams, type ModuleRouteParts, readByPath } from '../management/module-routes.ts'
import { HTML, READ_CHANGELOG, READ_README } from './document-operations.ts'

export interface DocumentRoutes extends Pick<ModuleRouteParts, 'modules'> {
  documents: VersionDocuments
}

interface VersionParams extends ModuleParams {
  version: string
}

/** For whoever opens the address itself. */
const CONTENT_POLICY = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
/** Access may be withdrawn, so it is asked for each time. */
const CACHING = 'private, no-cache'

export function serveDocuments(scope: FastifyInstance, routes: DocumentRoutes): void {
  const { documents } = routes

  scope.get<{ Params: VersionParams }>(`${MODULE}/versions/:version/readme`, READ_README, async (request, reply) => {
    const module = await readByPath(routes, request)
    const directory = (parameter(request.query, 'path') ?? '').replace(/\/+$/, '')
    return send(request, reply, await documents.readme(module, request.params.version, directory, linksFor(request.params)))
  })

  scope.get<{ Params: VersionParams }>(`${MODULE}/versions/:version/changelog`, READ_CHANGELOG, async (request, reply) => {
    const module = await readByPath(routes, request)
    return send(request, reply, await documents.changelog(module, request.params.version, linksFor(request.params)))
  })
}

/** In the organization that asks, which may be another one than the module's. */
function linksFor({ organization, registry, namespace, name, provider }: ModuleParams): LinksOf {
  const module = [registry, namespace, name, provider].map(encodeURIComponent).join('/')
  const owner = encodeURIComponent(organization)
  return (version) => ({
    pages: `/app/${owner}/registry/modules/${module}/${encodeURIComponent(version)}/source`,
    files: `/api/v2/organizations/${owner}/registry-modules/${module}/versions/${encodeURIComponent(version)}/files/raw?path=`,
  })
}

function send({ headers }: FastifyRequest, reply: FastifyReply, html: string): FastifyReply {
  const etag = `"${createHash('sha256').update(html).digest('base64url')}"`
  reply.headers({ etag, 'cache-control': CACHING, 'content-security-policy': CONTENT_POLICY })
  if (headers['if-none-match']?.split(',').some((each) => ['*', etag, `W/${etag}`].includes(each.trim()))) return reply.code(304).send()
  // A text would get the media type of JSON:API.
  return reply.type(HTML).send(Buffer.from(html))
}
