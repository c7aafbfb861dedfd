import { type Resource, timestamp } from '../../platform/http/json-api/index.ts'
import type { OAuthClientWithTokens } from '../connections/oauth-client.ts'
import type { OAuthToken } from '../connections/oauth-token.ts'
import { SERVICE_PROVIDER_NAMES } from '../host/service-provider.ts'

/** `secret` is always null: secrets are never shown. */
export function clientDocument(client: OAuthClientWithTokens, organizationName: string, publicUrl: string): Resource {
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
      'token-scheme': client.tokenScheme,
      'organization-scoped': client.organizationScoped,
      'auto-publish': client.autoPublishSince !== null,
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

export function tokenDocument(token: OAuthToken): Resource {
  return {
    id: token.id,
    type: 'oauth-tokens',
    attributes: {
      'created-at': timestamp(token.createdAt),
      'service-provider-user': token.serviceProviderUser,
      'has-ssh-key': token.hasSshKey,
      state: token.state.replaceAll('_', '-'),
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
