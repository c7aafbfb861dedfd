// The deliveries of all repositories of a connection. HCP Terraform has no counterpart.
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { GithubAppId, OAuthClientId } from '../../kernel/index.ts'
import { operationsOf } from '../../platform/http/index.ts'
import {
  identifierOf,
  nullable,
  oneOf,
  pagedDocument,
  pageOf,
  pageOfMany,
  paging,
  resourceSchema,
  Timestamp,
  timestamp,
} from '../../platform/http/json-api/index.ts'
import type { GithubApps } from '../github-app/github-apps.ts'
import type { OAuthClients } from '../oauth-clients/oauth-clients.ts'
import type { ConnectionDelivery } from '../webhooks/webhook.ts'

export interface ConnectionDeliveryRoutes {
  clients: Pick<OAuthClients, 'deliveries'>
  githubApps: Pick<GithubApps, 'deliveries'>
  publicUrl: string
}

interface IdParams {
  id: string
}

const ConnectionDeliveryResource = resourceSchema('ConnectionDelivery', 'webhook-deliveries', {
  attributes: Type.Object({
    repository: Type.String({ examples: ['platform/terraform-aws-vpc'] }),
    'delivery-id': Type.String(),
    event: Type.String({ examples: ['push'] }),
    outcome: oneOf(['accepted', 'ignored', 'refused']),
    detail: nullable(Type.String()),
    refs: Type.Array(Type.String({ examples: ['refs/tags/v1.0.0'] })),
    attempts: Type.Integer(),
    'received-at': Timestamp,
  }),
  relationships: Type.Object({ webhook: Type.Object({ data: identifierOf('vcs-webhooks') }) }),
})

const described = { query: Type.Object(paging()), answers: pageOfMany(ConnectionDeliveryResource) }
const LIST_OF_CLIENT = operationsOf('Connections')('listOAuthClientDeliveries', 'List the webhook deliveries of a connection', described)
const LIST_OF_APP = operationsOf('GitHub Apps')('listGithubAppDeliveries', 'List the webhook deliveries of a GitHub App', described)

export function serveConnectionDeliveries(scope: FastifyInstance, { clients, githubApps, publicUrl }: ConnectionDeliveryRoutes): void {
  scope.get<{ Params: IdParams }>('/oauth-clients/:id/webhook-deliveries', LIST_OF_CLIENT, async ({ subject, params, query, url }) => {
    const page = await clients.deliveries(subject, params.id as OAuthClientId, pageOf(query))
    return pagedDocument(page, deliveryDocument, publicUrl + url)
  })

  scope.get<{ Params: IdParams }>('/github-apps/:id/webhook-deliveries', LIST_OF_APP, async ({ subject, params, query, url }) => {
    const page = await githubApps.deliveries(subject, params.id as GithubAppId, pageOf(query))
    return pagedDocument(page, deliveryDocument, publicUrl + url)
  })
}

function deliveryDocument(delivery: ConnectionDelivery): Static<typeof ConnectionDeliveryResource> {
  return {
    id: delivery.id,
    type: 'webhook-deliveries',
    attributes: {
      repository: delivery.repository,
      'delivery-id': delivery.deliveryId,
      event: delivery.event,
      outcome: delivery.outcome,
      detail: delivery.detail,
      refs: [...delivery.refs],
      attempts: delivery.attempts,
      'received-at': timestamp(delivery.receivedAt),
    },
    relationships: { webhook: { data: { id: delivery.webhookId, type: 'vcs-webhooks' } } },
  }
}
