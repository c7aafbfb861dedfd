// The plain JSON of the module registry protocol. Errors are `{"errors":["…"]}`.
import type { FastifyInstance } from 'fastify'
import type { Logger } from '../../observability/index.ts'
import { foreseen } from '../failures/foreseen.ts'
import { failUnknownAddresses } from '../failures/unknown-address.ts'

/** `terraform init` prints these verbatim. The reason does not help there. */
const WORDS: Readonly<Record<number, string>> = { 401: 'Unauthorized', 404: 'Not Found' }

/** Gives the scope the error bodies of the registry protocol. `terraform init` can print their messages. */
export function speakRegistryProtocol(scope: FastifyInstance, logger: Logger): void {
  answerFailures(scope, logger)
  failUnknownAddresses(scope)
}

/**
 * Renders failures as `{"errors":["…"]}`, which both official clients understand as well.
 * @param words fixed messages by status, which replace the reason
 */
export function answerFailures(scope: FastifyInstance, logger: Logger, words = WORDS): void {
  scope.setErrorHandler((error, request, reply) => {
    const failure = foreseen(error, request, reply, logger)
    const texts = failure?.problems.map((problem) => problem.detail) ?? [`internal error (request ${request.id})`]
    const word = failure && words[failure.status]
    return reply
      .code(failure?.status ?? 500)
      .type('application/json; charset=utf-8')
      .send({ errors: word === undefined ? texts : [word] })
  })
}
