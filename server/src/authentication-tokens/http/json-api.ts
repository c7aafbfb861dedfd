// /api/v2/…/authentication-token(s): tokens of users, teams and organizations.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Static } from 'typebox'
import { Invalid, Malformed, momentOf, type TeamId, type TokenId, type UserId } from '../../kernel/index.ts'
import { listParameter, pagedDocument, pageOf, parameter, timestamp } from '../../platform/http/json-api/index.ts'
import type { AuthenticationTokens } from '../authentication-tokens.ts'
import type { OrganizationTokens } from '../organization-tokens.ts'
import type { TeamTokens } from '../team-tokens.ts'
import type { AuthenticationToken, IssuedToken, OrganizationTokenKind, TokenWanted } from '../token/authentication-token.ts'
import { EXPIRY_STATUSES, type ExpiryStatus, TEAM_TOKEN_ORDERS, type TeamTokenOrder } from '../token/team-token-list.ts'
import type { TokenTtlPolicies } from '../ttl-policies.ts'
import type { UserTokens } from '../user-tokens.ts'
import {
  CREATE_ORGANIZATION_TOKEN,
  CREATE_TEAM_TOKEN,
  CREATE_TEAM_TOKEN_BESIDE,
  CREATE_USER_TOKEN,
  DELETE_ORGANIZATION_TOKEN,
  DELETE_TEAM_TOKEN,
  DELETE_TEAM_TOKENS,
  DELETE_TOKEN,
  LIST_TEAM_TOKENS,
  LIST_USER_TOKENS,
  READ_ORGANIZATION_TOKEN,
  READ_TEAM_TOKEN,
  READ_TOKEN,
  type TokenBody,
  type TokenResource,
  type TokensBody,
} from './operations.ts'
import { serveTtlPolicies } from './ttl-policies.ts'

type Body = Static<typeof TokenBody>

interface IdParams {
  id: string
}
interface OrganizationParams {
  organization: string
}

export interface AuthenticationTokenRoutes {
  tokens: AuthenticationTokens
  userTokens: UserTokens
  teamTokens: TeamTokens
  organizationTokens: OrganizationTokens
  ttlPolicies: TokenTtlPolicies
  publicUrl: string
}

export function serveAuthenticationTokens(scope: FastifyInstance, routes: AuthenticationTokenRoutes): void {
  const { tokens, userTokens } = routes
  serveOrganizationToken(scope, routes.organizationTokens)
  serveTeamTokens(scope, routes.teamTokens)
  serveTeamTokenList(scope, routes.teamTokens, routes.publicUrl)
  serveTtlPolicies(scope, routes.ttlPolicies)

  scope.get<{ Params: IdParams }>('/users/:id/authentication-tokens', LIST_USER_TOKENS, async ({ subject, params }) => ({
    data: (await userTokens.list(subject, params.id as UserId)).map((token) => tokenDocument(token, null)),
  }))

  scope.post<{ Params: IdParams; Body: Body }>(
    '/users/:id/authentication-tokens',
    CREATE_USER_TOKEN,
    async ({ subject, params, body }, reply) => created(reply, await userTokens.create(subject, params.id as UserId, wantedOf(body))),
  )

  scope.get<{ Params: IdParams }>('/authentication-tokens/:id', READ_TOKEN, async ({ subject, params }) => ({
    data: tokenDocument(await tokens.read(subject, params.id as TokenId), null),
  }))

  scope.delete<{ Params: IdParams }>('/authentication-tokens/:id', DELETE_TOKEN, async ({ subject, params }, reply) => {
    await tokens.delete(subject, params.id as TokenId)
    return reply.code(204).send()
  })
}

function serveOrganizationToken(scope: FastifyInstance, tokens: OrganizationTokens): void {
  const path = '/organizations/:organization/authentication-token'

  scope.get<{ Params: OrganizationParams }>(path, READ_ORGANIZATION_TOKEN, async ({ subject, params, query }) => ({
    data: tokenDocument(await tokens.read(subject, params.organization, kindOf(query)), null),
  }))

  scope.post<{ Params: OrganizationParams; Body: Body }>(path, CREATE_ORGANIZATION_TOKEN, async ({ subject, params, query, body }, reply) =>
    created(reply, await tokens.create(subject, params.organization, wantedOf(body), kindOf(query))),
  )

  scope.delete<{ Params: OrganizationParams }>(path, DELETE_ORGANIZATION_TOKEN, async ({ subject, params, query }, reply) => {
    await tokens.delete(subject, params.organization, kindOf(query))
    return reply.code(204).send()
  })
}

/** `?token=audit-trails` names the other kind. */
function kindOf(query: unknown): OrganizationTokenKind {
  const kind = parameter(query, 'token') ?? 'organization'
  if (kind !== 'organization' && kind !== 'audit-trails') throw new Malformed('token must be organization or audit-trails')
  return kind
}

function serveTeamTokens(scope: FastifyInstance, tokens: TeamTokens): void {
  const path = '/teams/:id/authentication-token'

  scope.get<{ Params: IdParams }>(path, READ_TEAM_TOKEN, async ({ subject, params }) => ({
    data: tokenDocument(await tokens.read(subject, params.id as TeamId | TokenId), null),
  }))

  scope.post<{ Params: IdParams; Body: Body }>(path, CREATE_TEAM_TOKEN, async ({ subject, params, body }, reply) =>
    created(reply, await tokens.create(subject, params.id as TeamId, { ...wantedOf(body), description: null })),
  )

  // Clients use this route for a token beside others, even with an empty description.
  scope.post<{ Params: IdParams; Body: Body }>(`${path}s`, CREATE_TEAM_TOKEN_BESIDE, async ({ subject, params, body }, reply) => {
    const wanted = wantedOf(body)
    return created(reply, await tokens.create(subject, params.id as TeamId, { ...wanted, description: wanted.description ?? '' }))
  })

  scope.delete<{ Params: IdParams }>(path, DELETE_TEAM_TOKEN, async ({ subject, params }, reply) => {
    await tokens.delete(subject, params.id as TeamId | TokenId)
    return reply.code(204).send()
  })
}

function serveTeamTokenList(scope: FastifyInstance, tokens: TeamTokens, publicUrl: string): void {
  const path = '/organizations/:organization/team-tokens'

  scope.get<{ Params: OrganizationParams }>(path, LIST_TEAM_TOKENS, async ({ subject, params, query, url }) => {
    const order = orderOf(parameter(query, 'sort') ?? 'team-name')
    const wanted = { teamName: parameter(query, 'q'), expiry: expiryOf(query), order }
    const page = await tokens.list(subject, params.organization, wanted, pageOf(query))
    return pagedDocument(page, (token) => tokenDocument(token, null), publicUrl + url)
  })

  scope.delete<{ Params: OrganizationParams; Body: Static<typeof TokensBody> }>(
    path,
    DELETE_TEAM_TOKENS,
    async ({ subject, params, body }, reply) => {
      const ids = body.data?.map(({ id }) => id as TokenId) ?? []
      await tokens.deleteMany(subject, params.organization, ids)
      return reply.code(204).send()
    },
  )
}

function expiryOf(query: unknown): ExpiryStatus[] | undefined {
  return listParameter(query, 'filter[expiry_status]')?.map((wanted) => {
    const status = EXPIRY_STATUSES.find((known) => known === wanted)
    if (status === undefined) throw new Malformed(`filter[expiry_status] must be a list of ${EXPIRY_STATUSES.join(', ')}`)
    return status
  })
}

function orderOf(sort: string): TeamTokenOrder {
  const descending = sort.startsWith('-')
  const by = TEAM_TOKEN_ORDERS.find((order) => order === sort.slice(descending ? 1 : 0))
  if (by === undefined) throw new Malformed(`sort must be one of ${TEAM_TOKEN_ORDERS.join(', ')}, with - in front for descending`)
  return { by, descending }
}

function created(reply: FastifyReply, issued: IssuedToken): FastifyReply {
  return reply.code(201).send({ data: tokenDocument(issued.token, issued.text) })
}

function wantedOf(body: Body): TokenWanted {
  const attributes = body.data?.attributes
  const expiresAt = attributes?.['expired-at']
  if (expiresAt === undefined || expiresAt === '') return { description: attributes?.description }
  // Ours: without a time, a token gets the usual lifetime.
  if (expiresAt === 'never') return { description: attributes?.description, expiresAt: null }
  const time = momentOf(expiresAt)
  if (time === undefined)
    throw new Invalid('Expired at must be a time such as 2030-01-31T12:00:00Z, or never', '/data/attributes/expired-at')
  return { description: attributes?.description, expiresAt: time }
}

/** @param text of the token; only in the answer to its creation */
function tokenDocument(token: AuthenticationToken, text: string | null): Static<typeof TokenResource> {
  const { owner, createdBy } = token
  return {
    id: token.id,
    type: 'authentication-tokens',
    attributes: {
      description: token.description,
      token: text,
      'created-at': timestamp(token.createdAt),
      'last-used-at': timestamp(token.lastUsedAt),
      'expired-at': timestamp(token.expiresAt),
    },
    relationships: {
      'created-by': { data: createdBy === null ? null : { id: createdBy, type: 'users' } },
      ...(owner.kind === 'team' ? { team: { data: { id: owner.teamId, type: 'teams' } } } : {}),
    },
  }
}
