// What the routes of tokens read and answer.
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
    token: Type.Union([Type.String(), Type.Null()], { description: 'Only in the answer to its creation' }),
    'created-at': Timestamp,
    'last-used-at': nullable(Timestamp),
    'expired-at': nullable(Timestamp),
  }),
  relationships: Type.Object({
    'created-by': toOne('users'),
    team: Type.Optional(Type.Object({ data: identifierOf('teams') })),
  }),
})

/** Nothing in it is needed: a token with the defaults is wanted then. */
export const TokenBody = Type.Object({
  data: Type.Optional(
    Type.Object({
      type: Type.Optional(Type.Enum(['', 'authentication-tokens', 'authentication-token', 'team-tokens', 'team-token'])),
      attributes: Type.Optional(Type.Object({ description: Type.Optional(Type.String()), 'expired-at': Type.Optional(Type.String()) })),
    }),
  ),
})

/** `data` may be missing as far as the schema goes: who may not delete them is told that first. */
export const TokensBody = Type.Object({ data: Type.Optional(Type.Array(Type.Object({ id: Type.String() }), { maxItems: 1000 })) })

const issued = { body: TokenBody, answers: created(TokenResource) }

export const LIST_USER_TOKENS = operation('listUserTokens', 'List the tokens of a user', { answers: listOf(TokenResource) })
export const CREATE_USER_TOKEN = operation('createUserToken', 'Create a token of a user', issued)
export const READ_TOKEN = operation('readToken', 'Read a token', { answers: one(TokenResource) })
export const DELETE_TOKEN = operation('deleteToken', 'Delete a token', { answers: NOTHING })

const kind = Type.Object({
  token: choice(['organization', 'audit-trails'], 'Which of the two tokens of an organization; the first by default'),
})
export const READ_ORGANIZATION_TOKEN = operation('readOrganizationToken', 'Read the token of an organization', {
  query: kind,
  answers: one(TokenResource),
})
export const CREATE_ORGANIZATION_TOKEN = operation('createOrganizationToken', 'Create or replace the token of an organization', {
  query: kind,
  ...issued,
})
export const DELETE_ORGANIZATION_TOKEN = operation('deleteOrganizationToken', 'Delete the token of an organization', {
  query: kind,
  answers: NOTHING,
})

export const READ_TEAM_TOKEN = operation('readTeamToken', 'Read the token of a team', { answers: one(TokenResource) })
export const CREATE_TEAM_TOKEN = operation('createTeamToken', 'Create or replace the token of a team', issued)
export const CREATE_TEAM_TOKEN_BESIDE = operation('createDescribedTeamToken', 'Create a token of a team beside others', issued)
export const DELETE_TEAM_TOKEN = operation('deleteTeamToken', 'Delete the token of a team', { answers: NOTHING })

const orders = TEAM_TOKEN_ORDERS.flatMap((order) => [order, `-${order}` as const])
export const LIST_TEAM_TOKENS = operation('listTeamTokens', 'List the tokens of all teams', {
  query: Type.Object({
    ...paging(),
    q: text("A part of the team's name"),
    sort: choice(orders, 'By team name unless given; with - in front for descending'),
    'filter[expiry_status]': choices(EXPIRY_STATUSES, 'When they expire'),
  }),
  answers: pageOfMany(TokenResource),
})
export const DELETE_TEAM_TOKENS = operation('deleteTeamTokens', 'Delete several tokens of teams', { body: TokensBody, answers: NOTHING })

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

export const LIST_POLICIES = operation('listTokenTtlPolicies', 'List how long tokens may live', { answers: listOf(PolicyResource) })
export const UPDATE_POLICIES = operation('updateTokenTtlPolicies', 'Change how long tokens may live', {
  body: PoliciesBody,
  answers: listOf(PolicyResource),
})
