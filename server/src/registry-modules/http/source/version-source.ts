// Routes that read the files of a version. HCP Terraform has no counterpart.
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Static } from 'typebox'
import { NotFound } from '../../../kernel/index.ts'
import { parameter } from '../../../platform/http/json-api/index.ts'
import type { VersionFile, VersionFiles } from '../../source/version-files.ts'
import { MODULE, type ModuleParams, type ModuleRouteParts, readByPath } from '../management/module-routes.ts'
import { BINARY, mediaTypeOf } from './media-type.ts'
import { type FileResource, LIST_FILES, READ_FILE } from './source-operations.ts'

export interface SourceRoutes extends Pick<ModuleRouteParts, 'modules'> {
  files: VersionFiles
}

interface VersionParams extends ModuleParams {
  version: string
}

/** A file is on the address of the server, and so is whatever it contains. */
const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
/** Access may be withdrawn, so it is asked for each time. */
const CACHING = 'private, no-cache'

export function serveVersionSource(scope: FastifyInstance, routes: SourceRoutes): void {
  const { files } = routes

  scope.get<{ Params: VersionParams }>(`${MODULE}/versions/:version/files`, LIST_FILES, async (request) => {
    const module = await readByPath(routes, request)
    const { versionId, files: list } = await files.list(request.subject, module, request.params.version)
    return { data: list.map(({ path, size }) => fileDocument(`${versionId}:${path}`, path, size)) }
  })

  scope.get<{ Params: VersionParams }>(`${MODULE}/versions/:version/files/raw`, READ_FILE, async (request, reply) => {
    const module = await readByPath(routes, request)
    const path = parameter(request.query, 'path')
    if (path === undefined) throw new NotFound('the query parameter path is missing')
    return await send(reply, request.headers['if-none-match'], await files.find(request.subject, module, request.params.version, path))
  })
}

function fileDocument(id: string, path: string, size: number): Static<typeof FileResource> {
  return { id, type: 'registry-module-files', attributes: { path, size } }
}

async function send(reply: FastifyReply, known: string | undefined, file: VersionFile): Promise<FastifyReply> {
  const etag = `"${file.archive.slice(0, 16)}-${file.offset}"`
  reply.headers({ etag, 'cache-control': CACHING, 'content-security-policy': CONTENT_POLICY })
  if (known?.split(',').some((each) => each.trim() === etag)) return reply.code(304).send()
  const bytes = file.read()
  // Whether the archive can be read is known with its first bytes.
  const { value: start = Buffer.alloc(0) } = await bytes.next()
  const type = mediaTypeOf(file.path, start)
  if (type === BINARY) reply.header('content-disposition', attachment(file.path))
  return reply.headers({ 'content-type': type, 'content-length': file.size }).send(Readable.from(continued(start, bytes)))
}

/** As https://www.rfc-editor.org/rfc/rfc8187 spells names that are not ASCII. */
function attachment(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, percentEncoded)}`
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

async function* continued(start: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start
  yield* rest
}
