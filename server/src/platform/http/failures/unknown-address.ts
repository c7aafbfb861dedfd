// Requests to addresses that no route has.
import type { FastifyInstance } from 'fastify'
import { NotFound } from '../../../kernel/index.ts'

export function unknownAddress(): NotFound {
  return new NotFound('No resource exists at this address')
}

/** Unknown addresses below the prefix of the scope get the errors of the scope. */
export function failUnknownAddresses(scope: FastifyInstance): void {
  scope.setNotFoundHandler(() => {
    throw unknownAddress()
  })
}
