// GET, HEAD and PUT of single objects under signed addresses. The signature is the only credential.
import type { IncomingMessage } from 'node:http'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../kernel/index.ts'
import { answerFailures } from '../../platform/http/index.ts'
import type { Logger } from '../../platform/observability/index.ts'
import type { Archivist } from '../archivist.ts'
import { type ParsedKey, parseKey } from '../keys.ts'
import type { UploadAnnounced, UploadReceived } from '../ports.ts'
import type { Access } from '../signed-urls.ts'
import { headersOfArchive, OBJECT_ROUTE } from './archive-headers.ts'
import { parseRange } from './byte-range.ts'
import { READ_OBJECT, UPLOAD_OBJECT } from './operations.ts'
import { incomingUpload } from './upload.ts'

export interface ObjectRoutesOptions {
  archivist: Archivist
  onAnnounced?: UploadAnnounced
  onUploaded: UploadReceived
  logger: Logger
  /** of one upload, compressed; default 100 MB */
  maximumUploadBytes?: number
}

type ObjectRequest = FastifyRequest<{ Params: { '*': string }; Querystring: Record<string, unknown> }>

const MAX_UPLOAD_BYTES = 100 * 1024 * 1024
/** For what a client still sends after it was refused. */
const MAX_DISCARDING_MS = 30_000

export const objectRoutes: FastifyPluginAsync<ObjectRoutesOptions> = async (app, options) => {
  const { archivist, onAnnounced, onUploaded, logger, maximumUploadBytes = MAX_UPLOAD_BYTES } = options
  // The handler streams bodies of any content type.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  // The holder of a signed URL may know what is wrong with it.
  answerFailures(app, logger, { words: {} })
  app.addHook('onError', async ({ raw }) => discardRest(raw))

  app.route({
    method: ['GET', 'HEAD'],
    url: OBJECT_ROUTE,
    ...READ_OBJECT,
    handler: (request: ObjectRequest, reply) => download(archivist, request, reply),
  })

  // A compressed archive is stored as it comes, whether its compression is told as a coding or as the type.
  const upload = { ...UPLOAD_OBJECT, config: { ...UPLOAD_OBJECT.config, codings: ['gzip', 'x-gzip'] } }
  app.put(OBJECT_ROUTE, upload, async (request: ObjectRequest, reply) => {
    const key = request.params['*']
    const parsed = authorized(archivist, 'write', request)
    if (parsed.kind !== 'upload') throw new NotFound('no such object')
    const incoming = incomingUpload(request.raw, maximumUploadBytes)
    await onAnnounced?.({ id: parsed.id, size: Number(request.headers['content-length'] ?? 0) })
    await archivist.putStream(key, incoming.chunks())
    await onUploaded({ id: parsed.id, key, ...incoming.received() })
    return reply.code(200).send()
  })
}

/** @throws NotFound for every URL that is not signed by us, with a reason of its own when it has expired */
function authorized(archivist: Archivist, access: Access, request: ObjectRequest): ParsedKey {
  const key = request.params['*']
  const parsed = parseKey(key)
  const verdict = archivist.verify(access, key, request.query)
  if (parsed === undefined || verdict === 'invalid') throw new NotFound('no such object')
  if (verdict === 'expired') throw new NotFound('this link has expired')
  return parsed
}

async function download(archivist: Archivist, request: ObjectRequest, reply: FastifyReply) {
  const parsed = authorized(archivist, 'read', request)
  const found = parsed.kind === 'module' ? await archivist.find(request.params['*']) : undefined
  if (parsed.kind !== 'module' || found === undefined) throw new NotFound('no such object')
  const { size } = found
  const about = headersOfArchive(parsed.sha256)
  const { etag = '' } = about
  const { 'if-none-match': known, 'if-range': ifRange, range: wanted } = request.headers
  if (known === '*' || known?.includes(etag)) return reply.code(304).headers(about).send()
  if (request.method === 'HEAD') return reply.headers(about).header('content-length', size).send()

  const range = parseRange(ifRange === undefined || ifRange === etag ? wanted : undefined, size)
  if (range === 'unsatisfiable') return refuseRange(reply, size)
  const { first, last } = range === 'whole' ? { first: 0, last: size - 1 } : range
  const content = found.bytes?.subarray(first, last + 1) ?? (await found.stream({ first, last }))
  // Deleted since it was found: whether it should be there, the next look tells.
  if (content === undefined) {
    await archivist.find(request.params['*'])
    throw new NotFound('no such object')
  }
  if (range !== 'whole') reply.code(206).header('content-range', `bytes ${first}-${last}/${size}`)
  return reply
    .headers(about)
    .header('content-length', last - first + 1)
    .send(content)
}

/**
 * Reads on for a client that sends its whole body before it looks at the answer. Closing the connection at once would take the
 * answer from it, and not reading would have it wait for ever.
 */
function discardRest(body: IncomingMessage): void {
  if (body.complete || body.destroyed) return
  const late = setTimeout(() => body.destroy(), MAX_DISCARDING_MS)
  body.once('close', () => clearTimeout(late)).resume()
}

function refuseRange(reply: FastifyReply, size: number): FastifyReply {
  reply.code(416).header('content-range', `bytes */${size}`)
  return reply.send({ errors: ['the requested range is outside the object'] })
}
