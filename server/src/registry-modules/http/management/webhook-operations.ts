// What the routes of webhooks and their deliveries read and answer.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import {
  accepted,
  identifierOf,
  nullable,
  one,
  oneOf,
  pageOfMany,
  paging,
  resourceSchema,
  Timestamp,
} from '../../../platform/http/json-api/index.ts'

const operation = operationsOf('Module webhooks')

const webhook = {
  url: Type.String(),
  state: oneOf(['pending', 'active', 'failed', 'manual']),
  'state-detail': nullable(Type.String()),
  'checked-at': nullable(Timestamp),
  'last-delivery-at': nullable(Timestamp),
  'accepts-former-secret-until': nullable(Timestamp),
  'created-at': Timestamp,
}

export const WebhookResource = resourceSchema('Webhook', 'vcs-webhooks', { attributes: Type.Object(webhook) })
const WebhookWithSecret = resourceSchema('WebhookWithSecret', 'vcs-webhooks', {
  attributes: Type.Object({
    ...webhook,
    secret: Type.Union([Type.String(), Type.Null()], { description: 'Null when the host was told by itself' }),
  }),
})

export const DeliveryResource = resourceSchema('WebhookDelivery', 'webhook-deliveries', {
  attributes: Type.Object({
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

export const READ_WEBHOOK = operation('readModuleWebhook', "Read the webhook of a module's repository", { answers: one(WebhookResource) })
export const CHECK_WEBHOOK = operation('checkModuleWebhook', 'Ask the host about the webhook now', { answers: accepted(WebhookResource) })
export const ROTATE_SECRET = operation('rotateModuleWebhookSecret', 'Give the webhook a new secret', {
  answers: accepted(WebhookWithSecret),
})
export const LIST_DELIVERIES = operation('listWebhookDeliveries', 'List what a webhook delivered', {
  query: Type.Object(paging()),
  answers: pageOfMany(DeliveryResource),
})
export const REDELIVER = operation('redeliverWebhookDelivery', 'Treat a delivery as if it came again', {
  answers: accepted(DeliveryResource),
})
