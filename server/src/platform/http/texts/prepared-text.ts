// Texts that change only with the program: compressed once, and revalidated by their hash.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

export type PreparedText = (request: FastifyRequest, reply: FastifyReply) => FastifyReply

export interface PreparedTextOptions {
  /** the media type */
  type: string
  cacheControl: string
}

/** @returns how to answer a request for the text */
export function prepareText(text: string, { type, cacheControl }: PreparedTextOptions): PreparedText {
  const compressed = gzipSync(text, { level: 9 })
  // Weak, because it is the same for both codings.
  const etag = `W/"${createHash('sha256').update(text).digest('base64url')}"`
  return ({ headers }, reply) => {
    reply.headers({ etag, vary: 'accept-encoding', 'cache-control': cacheControl })
    if (isKnown(headers['if-none-match'], etag)) return reply.code(304).send()
    reply.type(type)
    return acceptedCoding(headers['accept-encoding'], ['gzip']) !== undefined
      ? reply.header('content-encoding', 'gzip').send(compressed)
      : reply.send(text)
  }
}

/** @param known `If-None-Match` */
export function isKnown(known: string | undefined, etag: string): boolean {
  const opaque = etag.slice(2)
  return known?.split(',').some((each) => ['*', etag, opaque].includes(each.trim())) === true
}

/**
 * @param header `Accept-Encoding`, where a coding of its own wins over `*`, and `q=0` means no
 * @param codings what there is, the best first
 * @returns the first that is accepted
 */
export function acceptedCoding(header: string | string[] | undefined, codings: readonly string[]): string | undefined {
  const wanted = new Map(
    String(header ?? '')
      .toLowerCase()
      .split(',')
      .map((each) => {
        const [coding = '', ...parameters] = each.split(';').map((part) => part.trim())
        const quality = parameters.find((parameter) => parameter.startsWith('q='))
        return [coding, quality === undefined ? 1 : Number(quality.slice(2))] as const
      }),
  )
  return codings.find((coding) => (wanted.get(coding) ?? wanted.get(`x-${coding}`) ?? wanted.get('*') ?? 0) > 0)
}
