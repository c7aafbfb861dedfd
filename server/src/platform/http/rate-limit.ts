// A token bucket per client, in memory: a limit protects one process, so counting per process is what is wanted.
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
  /** @returns what is left, or undefined when this request is one too many */
  take(client: string): number | undefined
}

/** @param perSecond requests per second; as many may also come at once */
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
 * Limits every route of the scope; to be registered after authentication, so that only real tokens get a bucket of their own
 * and guessing tokens is limited by the address it comes from.
 * Both headers of 429 are sent because the two official clients each read a different one.
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

/** A person counts once, however many tokens they have, as with HCP Terraform. */
function clientOf({ subject, headers, ip }: FastifyRequest): string {
  if (subject.kind === 'anonymous') return ip
  return subject.kind === 'user' ? subject.userId : (bearerToken(headers.authorization) ?? ip)
}
