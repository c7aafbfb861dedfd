import type { ImportStep } from '../../import-ledger/index.ts'
import type { WebhookDelivery } from './webhook.ts'

/** A delivery on the timeline of a module. */
export function deliveryStep({ id, deliveryId, event, outcome, detail, refs, attempts, receivedAt }: WebhookDelivery): ImportStep {
  return {
    kind: 'delivery',
    status: outcome,
    message: detail,
    detail: { 'webhook-delivery': id, 'delivery-id': deliveryId, event, refs, attempts },
    startedAt: receivedAt,
  }
}
