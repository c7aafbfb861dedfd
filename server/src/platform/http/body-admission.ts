// Which bodies may come in, decided before their first byte is kept: what strangers send must not fill the memory.
import type { FastifyReply, FastifyRequest } from 'fastify'

export interface BodyAdmissionOptions {
  /** of one body; what a client does not announce counts as this much */
  maxBytes: number
  /** of all bodies that are being received at the same time */
  maxBytesTogether: number
  /** requests that one address may be sending at the same time */
  maxPerAddress: number
  /** how long one body may take; milliseconds */
  timeoutMs: number
}

/** @returns whether the body may come in; otherwise the client was told to come again */
export type BodyAdmission = (request: FastifyRequest, reply: FastifyReply) => boolean

const RETRY_AFTER_SECONDS = '5'

export function createBodyAdmission({ maxBytes, maxBytesTogether, maxPerAddress, timeoutMs }: BodyAdmissionOptions): BodyAdmission {
  const byAddress = new Map<string, number>()
  let bytes = 0
  return (request, reply) => {
    const { ip, raw } = request
    const announced = Number(raw.headers['content-length'] ?? maxBytes)
    const size = Number.isNaN(announced) ? maxBytes : Math.min(announced, maxBytes)
    const own = byAddress.get(ip) ?? 0
    if (own >= maxPerAddress || bytes + size > maxBytesTogether) {
      closeAfter(reply).code(503).header('retry-after', RETRY_AFTER_SECONDS)
      return false
    }
    byAddress.set(ip, own + 1)
    bytes += size
    const timer = setTimeout(() => raw.destroy(), timeoutMs).unref()
    let left = false
    const leave = () => {
      if (left) return
      left = true
      clearTimeout(timer)
      bytes -= size
      const others = (byAddress.get(ip) ?? 1) - 1
      if (others === 0) byAddress.delete(ip)
      else byAddress.set(ip, others)
    }
    reply.raw.once('finish', leave).once('close', leave)
    return true
  }
}

/** The rest of the body is not read, so the connection cannot be used again. */
export function closeAfter(reply: FastifyReply): FastifyReply {
  return reply.header('connection', 'close')
}
