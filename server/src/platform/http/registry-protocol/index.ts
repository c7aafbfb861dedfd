// The plain JSON of the module registry protocol. Errors are `{"errors":["…"]}`.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from '../../observability/index.ts'
import { foreseen } from '../failures/foreseen.ts'
import type { HttpFailure } from '../failures/status.ts'
import { failUnknownAddresses } from '../failures/unknown-address.ts'

/** `terraform init` prints these verbatim. The reason does not help there. */
const WORDS: Readonly<Record<number, string>> = { 401: 'Unauthorized', 404: 'Not Found' }

/** Gives the scope the error bodies of the registry protocol. `terraform init` can print their messages. */
export function speakRegistryProtocol(scope: FastifyInstance, logger: Logger): void {
  answerFailures(scope, logger)
  failUnknownAddresses(scope)
}

interface FailureAnswers {
  /** fixed messages by status, which replace the reason */
  words?: Readonly<Record<number, string>>
  /** an answer of another form; undefined for the usual one */
  instead?: (failure: HttpFailure, request: FastifyRequest) => { headers: Record<string, string>; body: string } | undefined
}

/** Renders failures as `{"errors":["…"]}`, which both official clients understand as well. */
export function answerFailures(scope: FastifyInstance, logger: Logger, { words = WORDS, instead }: FailureAnswers = {}): void {
  scope.setErrorHandler((error, request, reply) => {
    const failure = foreseen(error, request, reply, logger)
    const other = failure && instead?.(failure, request)
    if (failure !== undefined && other !== undefined) return reply.code(failure.status).headers(other.headers).send(other.body)
    const texts = failure?.problems.map((problem) => problem.detail) ?? [`internal error (request ${request.id})`]
    const word = failure && words[failure.status]
    return reply
      .code(failure?.status ?? 500)
      .type('application/json; charset=utf-8')
      .send({ errors: word === undefined ? texts : [word] })
  })
}
