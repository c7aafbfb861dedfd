// /api/v2/account and users; teams and memberships have files of their own.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import type { UserId } from '../../kernel/index.ts'
import type { UserQuotas, UserUsage } from '../../organizations/index.ts'
import type { AccountDirectory } from '../account-directory.ts'
import type { Invitations } from '../invitations.ts'
import type { Memberships } from '../memberships.ts'
import type { TeamMembers } from '../team-members.ts'
import type { Teams } from '../teams.ts'
import type { Users } from '../users.ts'
import { serveMemberships } from './memberships.ts'
import { type AccountBody, READ_ACCOUNT, READ_USER, UPDATE_ACCOUNT } from './operations.ts'
import { serveTeams } from './teams.ts'
import { serviceUserDocument, userDocument } from './user-document.ts'
import { AccountViews, seesPrivate } from './views.ts'

export interface AccountRoutes {
  users: Users
  teams: Teams
  members: TeamMembers
  memberships: Memberships
  invitations: Invitations
  directory: AccountDirectory
  publicUrl: string
  quotas: UserQuotas
  usageOf(id: UserId): Promise<UserUsage>
}

export function serveAccounts(scope: FastifyInstance, routes: AccountRoutes): void {
  const views = new AccountViews(routes)
  serveUsers(scope, routes)
  serveTeams(scope, { ...routes, views })
  serveMemberships(scope, { ...routes, views })
}

function serveUsers(scope: FastifyInstance, { users, quotas, usageOf }: AccountRoutes): void {
  scope.get('/account/details', READ_ACCOUNT, async ({ subject }) => {
    const service = serviceUserDocument(subject)
    if (service !== undefined) return { data: service, meta: { 'stream-limit': quotas.streams ?? null } }
    const user = await users.current(subject)
    return { data: userDocument(user, { private: true }), meta: useOfQuotas(quotas, await usageOf(user.id)) }
  })

  scope.patch<{ Body: Static<typeof AccountBody> }>('/account/update', UPDATE_ACCOUNT, async ({ subject, body }) => {
    const { username, email } = body.data.attributes
    return { data: userDocument(await users.update(subject, { username, email }), { private: true }) }
  })

  scope.get<{ Params: { id: string } }>('/users/:id', READ_USER, async ({ subject, params }) => {
    const user = await users.read(subject, params.id as UserId)
    return { data: userDocument(user, { private: seesPrivate(subject, user.id) }) }
  })
}

/** As the entitlements of an organization tell it. */
function useOfQuotas(quotas: UserQuotas, usage: UserUsage) {
  return {
    'organization-count': usage.organizations,
    'organization-limit': quotas.organizations ?? null,
    'token-count': usage.tokens,
    'token-limit': quotas.tokens ?? null,
    'stream-limit': quotas.streams ?? null,
  }
}
