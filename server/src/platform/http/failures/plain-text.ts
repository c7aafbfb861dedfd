// Failures as plain text, for callers that show an answer to people as it is.
import type { FastifyInstance } from 'fastify'
import type { Logger } from '../../observability/index.ts'
import { foreseen } from './foreseen.ts'

/** Gives the scope error bodies with one line for each problem. */
export function answerFailuresInText(scope: FastifyInstance, logger: Logger): void {
  scope.setErrorHandler((error, request, reply) => {
    const failure = foreseen(error, request, reply, logger)
    const lines = failure?.problems.map(({ detail }) => detail) ?? [`internal error (request ${request.id})`]
    return reply
      .code(failure?.status ?? 500)
      .type('text/plain; charset=utf-8')
      .send(`${lines.join('\n')}\n`)
  })
}
