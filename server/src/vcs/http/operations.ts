// The requests and responses of the routes for connections.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'
import {
  accepted,
  bodyOf,
  created,
  identifierOf,
  including,
  listOf,
  NOTHING,
  nullable,
  OPTIONAL_PAGING,
  one,
  oneOf,
  text as optionalText,
  pageOfMany,
  resourceSchema,
  Timestamp,
} from '../../platform/http/json-api/index.ts'
import { OAuthClientResource, OAuthTokenResource } from './connection-documents.ts'

const operation = operationsOf('Connections')

const text = Type.Optional(Type.String())
const removable = Type.Optional(nullable(Type.String()))
const changeable = {
  name: text,
  key: text,
  secret: text,
  'rsa-public-key': text,
  'tenant-id': removable,
  // Its name in the second generation of the official client.
  'ado-entra-tenant-id': removable,
  'ado-org-name': removable,
  'oauth-token-string': text,
  'private-key': text,
  'ssh-known-hosts': text,
  'token-scheme': Type.Optional(Type.Enum(['basic', 'bearer'])),
  'organization-scoped': Type.Optional(Type.Boolean()),
  'auto-publish': Type.Optional(Type.Boolean()),
  'auto-publish-groups': Type.Optional(Type.Array(Type.String(), { description: 'Whose repositories are published automatically' })),
}
const identifier = Type.Object({ id: Type.String() })
const relationships = Type.Object({
  projects: Type.Optional(Type.Object({ data: Type.Optional(Type.Array(identifier)) })),
  // Without data, the agent pool is removed.
  'agent-pool': Type.Optional(Type.Object({ data: Type.Optional(identifier) })),
})
export const UpdateBody = bodyOf(['oauth-clients'], Type.Object(changeable), relationships)
const uuid = Type.Optional(
  Type.String({
    pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
    examples: ['3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
    description: 'A random UUID, so that the callback URL is known before the connection; one is made when it is left out',
  }),
)
const creatable = { ...changeable, 'service-provider': Type.String(), 'http-url': Type.String(), 'api-url': text, uuid }
export const CreateBody = bodyOf(['oauth-clients'], Type.Object(creatable), relationships)
/** With the organization, which the path does not name. */
export const CreateInBody = bodyOf(
  ['oauth-clients'],
  Type.Object({ ...creatable, 'organization-id': text }),
  Type.Object({ ...relationships.properties, organization: Type.Optional(Type.Object({ data: identifier })) }),
)
export const ProjectsBody = Type.Object({ data: Type.Array(identifier) })
export const UpdateTokenBody = bodyOf(['oauth-tokens'], Type.Object({ 'ssh-key': text }))

export const CLIENT_INCLUSIONS = ['oauth-tokens', 'projects', 'agent-pool'] as const
/** Another domain describes these. */
const foreign = (type: string) => Type.Object({ id: Type.String(), type: Type.Literal(type) }, { additionalProperties: Type.Unknown() })
const included = [OAuthTokenResource, foreign('projects'), foreign('agent-pools')]

export const LIST_CLIENTS = operation('listOAuthClients', 'List connections', {
  query: Type.Object({ ...OPTIONAL_PAGING, ...including(CLIENT_INCLUSIONS) }),
  answers: pageOfMany(OAuthClientResource, { included }),
})
export const CREATE_CLIENT = operation('createOAuthClient', 'Create a connection', {
  body: CreateBody,
  answers: created(OAuthClientResource),
  failures: [503],
})
export const CREATE_CLIENT_IN = operation(
  'createOAuthClientInOrganization',
  'Create a connection in the organization that the body names',
  {
    body: CreateInBody,
    answers: created(OAuthClientResource),
    failures: [503],
  },
)
export const READ_CLIENT = operation('readOAuthClient', 'Read a connection', {
  query: Type.Object(including(CLIENT_INCLUSIONS)),
  answers: one(OAuthClientResource, { included }),
})
export const UPDATE_CLIENT = operation('updateOAuthClient', 'Update a connection', {
  body: UpdateBody,
  answers: one(OAuthClientResource),
  failures: [503],
})
export const DELETE_CLIENT = operation('deleteOAuthClient', 'Delete a connection', { answers: NOTHING })

export const ADD_PROJECTS = operation('addOAuthClientProjects', 'Add projects to a connection', { body: ProjectsBody, answers: NOTHING })
export const REMOVE_PROJECTS = operation('removeOAuthClientProjects', 'Remove projects from a connection', {
  body: ProjectsBody,
  answers: NOTHING,
})

export const LIST_CLIENT_TOKENS = operation('listOAuthClientTokens', 'List the tokens of a connection', {
  answers: listOf(OAuthTokenResource),
})
export const LIST_TOKENS = operation('listOAuthTokens', 'List the tokens of all connections', {
  query: Type.Object(OPTIONAL_PAGING),
  answers: pageOfMany(OAuthTokenResource),
})
export const READ_TOKEN = operation('readOAuthToken', 'Read a token of a connection', { answers: one(OAuthTokenResource) })
export const UPDATE_TOKEN = operation('updateOAuthToken', 'Set the SSH key of a connection', {
  body: UpdateTokenBody,
  answers: one(OAuthTokenResource),
})
export const DELETE_TOKEN = operation('deleteOAuthToken', 'Delete a token of a connection', { answers: NOTHING })

/** The state of a list of repositories. */
export const Listing = Type.Object(
  { 'listed-at': nullable(Timestamp), refreshing: Type.Boolean(), error: nullable(Type.String()) },
  { title: 'Listing' },
)

export const REFRESH_REPOSITORIES = operation('refreshRepositories', 'Refresh the list of repositories of a connection', {
  answers: accepted(OAuthTokenResource, { meta: { listing: Listing } }),
  failures: [503],
})

export const ConnectionTestResource = resourceSchema('ConnectionTest', 'connection-tests', {
  attributes: Type.Object({
    passed: Type.Boolean(),
    checks: Type.Array(
      Type.Object({
        name: oneOf(['address', 'credential', 'repositories', 'git', 'webhooks']),
        status: oneOf(['passed', 'failed', 'skipped']),
        detail: Type.String(),
        permission: nullable(Type.String()),
      }),
    ),
  }),
  relationships: Type.Object({ 'oauth-token': Type.Object({ data: identifierOf('oauth-tokens') }) }),
})

export const TEST_CONNECTION = operation('testConnection', 'Test a connection', {
  query: Type.Object({ identifier: optionalText('The repository to test with git') }),
  answers: one(ConnectionTestResource),
})
