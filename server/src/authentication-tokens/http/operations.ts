// The requests and responses of the routes for tokens.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'
import {
  choice,
  choices,
  created,
  identifierOf,
  listOf,
  NOTHING,
  nullable,
  one,
  oneOf,
  pageOfMany,
  paging,
  resourceSchema,
  Timestamp,
  text,
  toOne,
} from '../../platform/http/json-api/index.ts'
import { EXPIRY_STATUSES, TEAM_TOKEN_ORDERS } from '../token/team-token-list.ts'

const operation = operationsOf('Authentication tokens')

export const TokenResource = resourceSchema('AuthenticationToken', 'authentication-tokens', {
  attributes: Type.Object({
    description: nullable(Type.String()),
    token: Type.Union([Type.String(), Type.Null()], { description: 'The secret; only present in the response that creates the token' }),
    'created-at': Timestamp,
    'last-used-at': nullable(Timestamp),
    'expired-at': nullable(Timestamp),
  }),
  relationships: Type.Object({
    'created-by': toOne('users'),
    team: Type.Optional(Type.Object({ data: identifierOf('teams') })),
  }),
})

/** Every member is optional: an empty body asks for a token with the defaults. */
export const TokenBody = Type.Object({
  data: Type.Optional(
    Type.Object({
      type: Type.Optional(Type.Enum(['', 'authentication-tokens', 'authentication-token', 'team-tokens', 'team-token'])),
      attributes: Type.Optional(Type.Object({ description: Type.Optional(Type.String()), 'expired-at': Type.Optional(Type.String()) })),
    }),
  ),
})

/** The schema allows a missing `data`, because the check of permissions comes first. */
export const TokensBody = Type.Object({ data: Type.Optional(Type.Array(Type.Object({ id: Type.String() }), { maxItems: 1000 })) })

const issued = { body: TokenBody, answers: created(TokenResource) }

export const LIST_USER_TOKENS = operation('listUserTokens', "List a user's tokens", { answers: listOf(TokenResource) })
export const CREATE_USER_TOKEN = operation('createUserToken', 'Create a user token', issued)
export const READ_TOKEN = operation('readToken', 'Read a token', { answers: one(TokenResource) })
export const DELETE_TOKEN = operation('deleteToken', 'Delete a token', { answers: NOTHING })

const kind = Type.Object({
  token: choice(['organization', 'audit-trails'], 'The kind of organization token; `organization` by default'),
})
export const READ_ORGANIZATION_TOKEN = operation('readOrganizationToken', 'Read an organization token', {
  query: kind,
  answers: one(TokenResource),
})
export const CREATE_ORGANIZATION_TOKEN = operation('createOrganizationToken', 'Create or replace an organization token', {
  query: kind,
  ...issued,
})
export const DELETE_ORGANIZATION_TOKEN = operation('deleteOrganizationToken', 'Delete an organization token', {
  query: kind,
  answers: NOTHING,
})

export const READ_TEAM_TOKEN = operation('readTeamToken', 'Read the token of a team without a description', { answers: one(TokenResource) })
export const CREATE_TEAM_TOKEN = operation('createTeamToken', 'Create or replace the token of a team without a description', issued)
export const CREATE_TEAM_TOKEN_BESIDE = operation('createDescribedTeamToken', 'Create an additional team token', issued)
export const DELETE_TEAM_TOKEN = operation('deleteTeamToken', 'Delete the token of a team without a description', { answers: NOTHING })

const orders = TEAM_TOKEN_ORDERS.flatMap((order) => [order, `-${order}` as const])
export const LIST_TEAM_TOKENS = operation('listTeamTokens', 'List the tokens of all teams', {
  query: Type.Object({
    ...paging(),
    q: text("Part of the team's name to search for"),
    sort: choice(orders, 'The sort key; team name by default. A leading - sorts in descending order'),
    'filter[expiry_status]': choices(EXPIRY_STATUSES, 'Only tokens with these expiry statuses'),
  }),
  answers: pageOfMany(TokenResource),
})
export const DELETE_TEAM_TOKENS = operation('deleteTeamTokens', 'Delete several team tokens', { body: TokensBody, answers: NOTHING })

export const TOKEN_TYPES = ['organization', 'team', 'user', 'audit_trails'] as const

export const PolicyResource = resourceSchema('TokenTtlPolicy', 'organization-token-ttl-policies', {
  attributes: Type.Object({
    'token-type': oneOf(TOKEN_TYPES),
    'max-ttl-ms': Type.Integer(),
    'created-at': nullable(Timestamp),
    'updated-at': nullable(Timestamp),
  }),
})

const Policy = Type.Object({ 'token-type': Type.String({ examples: ['team'] }), 'max-ttl-ms': Type.Integer() })
/** Clients send all policies as one attribute, or a list of resources. */
export const PoliciesBody = Type.Object({
  data: Type.Union([
    Type.Object({ attributes: Type.Object({ 'token-ttl-policies': Type.Array(Policy) }) }),
    Type.Array(Type.Object({ attributes: Policy })),
  ]),
})

export const LIST_POLICIES = operation('listTokenTtlPolicies', 'List the maximum lifetimes of tokens', { answers: listOf(PolicyResource) })
export const UPDATE_POLICIES = operation('updateTokenTtlPolicies', 'Update the maximum lifetimes of tokens', {
  body: PoliciesBody,
  answers: listOf(PolicyResource),
})
