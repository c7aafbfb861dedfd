// POST /oauth/token: the command line exchanges its code. Answers follow RFC 6749, sections 5.1 and 5.2.
import type { FastifyInstance } from 'fastify'
import { Unavailable } from '../../kernel/index.ts'
import { readForms } from '../../platform/http/html/index.ts'
import { foreseen, UnsupportedCoding } from '../../platform/http/index.ts'
import type { Logger } from '../../platform/observability/index.ts'
import type { TerraformLogin } from '../terraform-login.ts'
import { EXCHANGE_CODE } from './operations.ts'

export interface TokenParts {
  terraformLogin: TerraformLogin
  logger: Logger
}

export function serveToken(scope: FastifyInstance, { terraformLogin, logger }: TokenParts): void {
  readForms(scope)
  scope.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
  })
  scope.setErrorHandler((error, request, reply) => {
    if (error instanceof Unavailable) {
      const { status } = foreseen(error, request, reply, logger) ?? { status: 503 }
      return reply.code(status).send({ error: 'temporarily_unavailable', error_description: error.message })
    }
    const known = error instanceof Error && ('problems' in error || error.name === 'Malformed' || isRefusal(error))
    if (!known) throw error
    if (error instanceof UnsupportedCoding) return reply.code(415).send({ error: 'invalid_request', error_description: error.message })
    return reply.code(400).send({ error: 'invalid_request', error_description: 'the body must be a form of at most 16 KB' })
  })

  scope.post<{ Body: Record<string, unknown> | undefined }>('/oauth/token', EXCHANGE_CODE, async (request, reply) => {
    const grant = await terraformLogin.redeem(request.body ?? {})
    if ('token' in grant) return { access_token: grant.token, token_type: 'bearer' }
    const { error, description } = grant
    if (error === 'invalid_grant') {
      logger.warn({ request_id: request.id, remote_address: request.ip, reason: description }, 'a terraform login was refused')
    }
    return reply.code(error === 'invalid_client' ? 401 : 400).send({ error, error_description: description })
  })
}

/** The framework's own: too large, another content type. */
function isRefusal(error: Error): boolean {
  return 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500
}
