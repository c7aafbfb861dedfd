// A token bucket per client, in memory. The limit protects one process, so each process counts for itself.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../kernel/index.ts'
import { bearerToken } from './bearer.ts'

interface Bucket {
  tokens: number
  filledAt: number
}

const MAX_CLIENTS = 10_000
const SECOND = 1000

export interface RateLimiter {
  /** @returns the remaining requests, or undefined when this one exceeds the limit */
  take(client: string): number | undefined
}

/** @param perSecond requests per second, and also the largest burst */
export function createRateLimiter(perSecond: number, clock: Clock): RateLimiter {
  const buckets = new Map<string, Bucket>()
  return {
    take(client) {
      const now = clock.now()
      const bucket = buckets.get(client) ?? { tokens: perSecond, filledAt: now }
      bucket.tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.filledAt) / SECOND) * perSecond)
      bucket.filledAt = now
      // Re-inserting keeps the map in order of use, so that the first entry is the one to forget.
      buckets.delete(client)
      buckets.set(client, bucket)
      if (buckets.size > MAX_CLIENTS) buckets.delete(buckets.keys().next().value ?? client)
      if (bucket.tokens < 1) return undefined
      bucket.tokens -= 1
      return Math.floor(bucket.tokens)
    },
  }
}

/**
 * Limits every route of the scope. Register it after authentication: only valid tokens get a bucket of their own, and guesses
 * count against the client's address.
 * A 429 has two headers, because each of the two official clients reads a different one.
 */
export function limitRate(scope: FastifyInstance, perSecond: number, clock: Clock): void {
  if (perSecond === 0) return
  const limiter = createRateLimiter(perSecond, clock)
  scope.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const left = limiter.take(clientOf(request))
    reply.headers({ 'x-ratelimit-limit': String(perSecond), 'x-ratelimit-remaining': String(left ?? 0), 'x-ratelimit-reset': '1.0' })
    if (left !== undefined) return
    return reply
      .code(429)
      .header('retry-after', '1')
      .type('application/vnd.api+json; charset=utf-8')
      .send('{"errors":[{"status":"429","title":"too many requests","detail":"Rate limit exceeded; retry after one second."}]}')
  })
}

/** All tokens of a user share one bucket, as in HCP Terraform. */
function clientOf({ subject, headers, ip }: FastifyRequest): string {
  if (subject.kind === 'anonymous') return ip
  return subject.kind === 'user' ? subject.userId : (bearerToken(headers.authorization) ?? ip)
}
