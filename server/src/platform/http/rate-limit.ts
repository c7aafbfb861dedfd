// Counts requests by client, in memory. The limit protects one process, so each process counts for itself.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../kernel/index.ts'
import { createTokenBuckets } from '../rate-limits/index.ts'
import { bearerToken } from './bearer.ts'

const SECOND = 1000

/**
 * Limits every route of the scope. Register it after authentication: only valid tokens get a bucket of their own, and guesses
 * count against the client's address.
 * A 429 has two headers, because each of the two official clients reads a different one.
 */
export function limitRate(scope: FastifyInstance, perSecond: number, clock: Clock): void {
  if (perSecond === 0) return
  const limiter = createTokenBuckets({ burst: perSecond, refillMs: SECOND / perSecond, clock })
  scope.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const left = limiter.take(clientOf(request))
    reply.headers({
      'x-ratelimit-limit': String(perSecond),
      'x-ratelimit-remaining': String(Math.floor(left ?? 0)),
      'x-ratelimit-reset': '1.0',
    })
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
