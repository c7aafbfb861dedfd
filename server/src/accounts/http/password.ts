// PATCH /api/v2/account/password: a new password, in exchange for the current one.
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { bodyOf } from '../../platform/http/json-api/index.ts'
import type { Passwords } from '../passwords/passwords.ts'
import { userDocument } from './user-document.ts'

/** Clients write the names with underscores. */
const PasswordBody = bodyOf(
  ['users', 'user'],
  Type.Object({ 'current-password': Type.String(), password: Type.String(), 'password-confirmation': Type.String() }),
)

export function servePassword(scope: FastifyInstance, { passwords }: { passwords: Passwords }): void {
  scope.patch<{ Body: Static<typeof PasswordBody> }>('/account/password', { schema: { body: PasswordBody } }, async (request) => {
    const { 'current-password': current, password, 'password-confirmation': confirmation } = request.body.data.attributes
    const user = await passwords.change(request.subject, { current, password, confirmation }, request.ip)
    return { data: userDocument(user, { private: true }) }
  })
}
