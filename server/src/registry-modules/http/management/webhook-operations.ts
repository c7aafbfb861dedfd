// The requests and responses of the routes for webhooks and their deliveries.
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
    secret: Type.Union([Type.String(), Type.Null()], { description: 'Null when the server created the webhook on the host' }),
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
export const CHECK_WEBHOOK = operation('checkModuleWebhook', 'Check the webhook on the host now', { answers: accepted(WebhookResource) })
export const ROTATE_SECRET = operation('rotateModuleWebhookSecret', 'Rotate the secret of the webhook', {
  answers: accepted(WebhookWithSecret),
})
export const LIST_DELIVERIES = operation('listWebhookDeliveries', 'List the deliveries of a webhook', {
  query: Type.Object(paging()),
  answers: pageOfMany(DeliveryResource),
})
export const REDELIVER = operation('redeliverWebhookDelivery', 'Redeliver a webhook delivery', {
  answers: accepted(DeliveryResource),
})
