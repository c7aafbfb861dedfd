// /api/v2/account: who the token belongs to.
import type { FastifyInstance } from 'fastify'
import { type Resource } from '../../platform/http/json-api/index.ts'
import type { User } from '../user.ts'
import type { Users } from '../users.ts'

export function serveAccounts(scope: FastifyInstance, { users }: { users: Users }): void {
  scope.get('/account/details', async ({ subject }) => ({ data: userDocument(await users.current(subject)) }))
}

export function userDocument(user: User): Resource {
  return {
    id: user.id,
    type: 'users',
    attributes: {
      username: user.username,
      email: user.email,
      'avatar-url': null,
      'auth-method': 'terrace',
      'is-service-account': false,
      'is-site-admin': user.siteAdmin,
      'is-admin': user.siteAdmin,
      'is-sso-login': false,
      'unconfirmed-email': null,
      'v2-only': false,
      'two-factor': { enabled: false, verified: false },
      permissions: {
        'can-create-organizations': true,
        'can-change-email': false,
        'can-change-username': false,
        'can-manage-user-tokens': true,
        'can-view2fa-settings': false,
        'can-manage-hcp-account': false,
      },
    },
    relationships: { 'authentication-tokens': { links: { related: `/api/v2/users/${user.id}/authentication-tokens` } } },
    links: { self: `/api/v2/users/${user.id}` },
  }
}
