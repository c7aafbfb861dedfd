// /api/v2/registry-modules/:id/webhook and its deliveries. HCP Terraform has no counterpart.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import type { RegistryModuleId, WebhookDeliveryId } from '../../../kernel/index.ts'
import { pagedDocument, pageOf, timestamp } from '../../../platform/http/json-api/index.ts'
import type { ShownWebhook, WebhookDelivery, Webhooks } from '../../../vcs/index.ts'
import type { ModuleWebhooks } from '../../lifecycle/module-webhooks.ts'
import {
  CHECK_WEBHOOK,
  type DeliveryResource,
  LIST_DELIVERIES,
  READ_WEBHOOK,
  REDELIVER,
  ROTATE_SECRET,
  type WebhookResource,
} from './webhook-operations.ts'

export interface WebhookRoutes {
  moduleWebhooks: ModuleWebhooks
  webhooks: Webhooks
  publicUrl: string
}

interface Params {
  id: string
}

const WEBHOOK = '/registry-modules/:id/webhook'

export function serveModuleWebhooks(scope: FastifyInstance, { moduleWebhooks, webhooks, publicUrl }: WebhookRoutes): void {
  scope.get<{ Params: Params }>(WEBHOOK, READ_WEBHOOK, async ({ subject, params }) => ({
    data: webhookDocument(await moduleWebhooks.read(subject, params.id as RegistryModuleId)),
  }))

  scope.post<{ Params: Params }>(`${WEBHOOK}/actions/check`, CHECK_WEBHOOK, async ({ subject, params }, reply) =>
    reply.code(202).send({ data: webhookDocument(await moduleWebhooks.check(subject, params.id as RegistryModuleId)) }),
  )

  scope.post<{ Params: Params }>(`${WEBHOOK}/actions/rotate-secret`, ROTATE_SECRET, async ({ subject, params }, reply) => {
    const { webhook, secret } = await moduleWebhooks.rotateSecret(subject, params.id as RegistryModuleId)
    const { attributes, ...data } = webhookDocument(webhook)
    return reply.code(202).send({ data: { ...data, attributes: { ...attributes, secret: secret ?? null } } })
  })

  scope.get<{ Params: Params }>('/registry-modules/:id/webhook-deliveries', LIST_DELIVERIES, async ({ subject, params, query, url }) => {
    const page = await moduleWebhooks.deliveries(subject, params.id as RegistryModuleId, pageOf(query))
    return pagedDocument(page, deliveryDocument, publicUrl + url)
  })

  scope.post<{ Params: Params }>('/webhook-deliveries/:id/actions/redeliver', REDELIVER, async ({ subject, params }, reply) =>
    reply.code(202).send({ data: deliveryDocument(await webhooks.redeliver(subject, params.id as WebhookDeliveryId)) }),
  )
}

function webhookDocument(webhook: ShownWebhook): Static<typeof WebhookResource> {
  return {
    id: webhook.id,
    type: 'vcs-webhooks',
    attributes: {
      url: webhook.url,
      state: webhook.state,
      'state-detail': webhook.stateDetail,
      'checked-at': timestamp(webhook.checkedAt),
      'last-delivery-at': timestamp(webhook.lastDeliveryAt),
      'accepts-former-secret-until': timestamp(webhook.formerSecretUntil),
      'created-at': timestamp(webhook.createdAt),
    },
  }
}

function deliveryDocument(delivery: WebhookDelivery): Static<typeof DeliveryResource> {
  return {
    id: delivery.id,
    type: 'webhook-deliveries',
    attributes: {
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
