// Counts requests by client, in memory: a limit protects one process, so counting per process is what is wanted.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../kernel/index.ts'
import { createTokenBuckets } from '../rate-limits/index.ts'
import { bearerToken } from './bearer.ts'

const SECOND = 1000

/**
 * Limits every route of the scope; to be registered after authentication, so that only real tokens get a bucket of their own
 * and guessing tokens is limited by the address it comes from.
 * Both headers of 429 are sent because the two official clients each read a different one.
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

/** A person counts once, however many tokens they have, as with HCP Terraform. */
function clientOf({ subject, headers, ip }: FastifyRequest): string {
  if (subject.kind === 'anonymous') return ip
  return subject.kind === 'user' ? subject.userId : (bearerToken(headers.authorization) ?? ip)
}
