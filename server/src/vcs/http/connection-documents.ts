import { type Static, Type } from 'typebox'
import {
  identifierOf,
  nullable,
  oneOf,
  resourceSchema,
  SelfLink,
  Timestamp,
  timestamp,
  toMany,
  toOne,
} from '../../platform/http/json-api/index.ts'
import type { OAuthClientWithTokens } from '../connections/oauth-client.ts'
import type { OAuthToken } from '../connections/oauth-token.ts'
import { SERVICE_PROVIDER_NAMES } from '../host/service-provider.ts'

const text = Type.String()
const related = Type.Object({ related: Type.String({ format: 'uri-reference', examples: ['/api/v2/teams/team-8KGqGxPqpYyBTnvH'] }) })

export const OAuthClientResource = resourceSchema('OAuthClient', 'oauth-clients', {
  attributes: Type.Object({
    name: nullable(text),
    uuid: text,
    'service-provider': text,
    'service-provider-display-name': Type.String({ examples: ['GitLab.com'] }),
    'http-url': text,
    'api-url': text,
    key: nullable(text),
    secret: Type.Null(),
    'rsa-public-key': nullable(text),
    'tenant-id': nullable(text),
    'ado-entra-tenant-id': nullable(text),
    'ado-org-name': nullable(text),
    'token-scheme': oneOf(['basic', 'bearer']),
    'organization-scoped': Type.Boolean(),
    'auto-publish': Type.Boolean(),
    'auto-publish-groups': Type.Array(Type.String({ examples: ['platform'] })),
    'callback-url': text,
    'connect-path': text,
    'created-at': Timestamp,
  }),
  relationships: Type.Object({
    organization: Type.Object({ data: identifierOf('organizations') }),
    projects: toMany('projects'),
    'agent-pool': toOne('agent-pools'),
    'oauth-tokens': Type.Object({ data: Type.Array(identifierOf('oauth-tokens')), links: related }),
  }),
  links: SelfLink,
})

export const OAuthTokenResource = resourceSchema('OAuthToken', 'oauth-tokens', {
  attributes: Type.Object({
    'created-at': Timestamp,
    'service-provider-user': nullable(text),
    'has-ssh-key': Type.Boolean(),
    state: oneOf(['active', 'needs-reauthorization']),
    'state-detail': nullable(text),
  }),
  relationships: Type.Object({ 'oauth-client': Type.Object({ data: identifierOf('oauth-clients'), links: related }) }),
  links: SelfLink,
})

/** `secret` is always null: secrets are never shown. */
export function clientDocument(
  client: OAuthClientWithTokens,
  organizationName: string,
  publicUrl: string,
): Static<typeof OAuthClientResource> {
  return {
    id: client.id,
    type: 'oauth-clients',
    attributes: {
      name: client.name,
      uuid: client.uuid,
      'service-provider': client.serviceProvider,
      'service-provider-display-name': SERVICE_PROVIDER_NAMES[client.serviceProvider] ?? client.serviceProvider,
      'http-url': client.httpUrl,
      'api-url': client.apiUrl,
      key: client.key,
      secret: null,
      'rsa-public-key': client.rsaPublicKey,
      'tenant-id': client.tenantId,
      'ado-entra-tenant-id': client.tenantId,
      'ado-org-name': client.adoOrganization,
      'token-scheme': client.tokenScheme,
      'organization-scoped': client.organizationScoped,
      'auto-publish': client.autoPublishSince !== null,
      'auto-publish-groups': [...client.autoPublishGroups],
      'callback-url': `${publicUrl}/auth/${client.uuid}/callback`,
      'connect-path': `/auth/${client.uuid}?organization_id=${encodeURIComponent(organizationName)}`,
      'created-at': timestamp(client.createdAt),
    },
    relationships: {
      organization: { data: { id: organizationName, type: 'organizations' } },
      projects: { data: client.projectIds.map((id) => ({ id, type: 'projects' })) },
      'agent-pool': { data: client.agentPoolId === null ? null : { id: client.agentPoolId, type: 'agent-pools' } },
      'oauth-tokens': {
        data: client.oauthTokenIds.map((id) => ({ id, type: 'oauth-tokens' })),
        links: { related: `/api/v2/oauth-clients/${client.id}/oauth-tokens` },
      },
    },
    links: { self: `/api/v2/oauth-clients/${client.id}` },
  }
}

export function tokenDocument(token: OAuthToken): Static<typeof OAuthTokenResource> {
  return {
    id: token.id,
    type: 'oauth-tokens',
    attributes: {
      'created-at': timestamp(token.createdAt),
      'service-provider-user': token.serviceProviderUser,
      'has-ssh-key': token.hasSshKey,
      state: token.state === 'active' ? 'active' : 'needs-reauthorization',
      'state-detail': token.stateDetail,
    },
    relationships: {
      'oauth-client': {
        data: { id: token.oauthClientId, type: 'oauth-clients' },
        links: { related: `/api/v2/oauth-clients/${token.oauthClientId}` },
      },
    },
    links: { self: `/api/v2/oauth-tokens/${token.id}` },
  }
}
