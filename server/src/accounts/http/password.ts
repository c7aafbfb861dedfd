// PATCH /api/v2/account/password: a new password, in exchange for the current one.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import type { Passwords } from '../passwords/passwords.ts'
import { CHANGE_PASSWORD, type PasswordBody } from './operations.ts'
import { userDocument } from './user-document.ts'

export function servePassword(scope: FastifyInstance, { passwords }: { passwords: Passwords }): void {
  scope.patch<{ Body: Static<typeof PasswordBody> }>('/account/password', CHANGE_PASSWORD, async (request) => {
    const { 'current-password': current, password, 'password-confirmation': confirmation } = request.body.data.attributes
    const { user } = await passwords.change(request.subject, { current, password, confirmation }, request.ip)
    return { data: userDocument(user, { private: true }) }
  })
}
