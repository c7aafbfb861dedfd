// What GitLab sends to a project's webhooks. Source: https://docs.gitlab.com/user/project/integrations/webhook_events/
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { pushedTagsOf } from '../../host/pushed-tags.ts'
import { sameSecret } from '../../host/signatures.ts'
import type { RawDelivery, WebhookFormat, WebhookNotice } from '../../host/webhook-format.ts'
import { signatureOf } from './signing-token.ts'

const MAX_SKEW_MS = 5 * 60_000
const PUSHES = new Set(['push', 'tag_push'])
const REPOSITORY_CHANGES = new Set(['project_rename', 'project_transfer', 'project_update', 'project_destroy'])

const Payload = Type.Object({
  object_kind: Type.Optional(Type.String()),
  event_name: Type.Optional(Type.String()),
  ref: Type.Optional(Type.String()),
  before: Type.Optional(Type.String()),
  after: Type.Optional(Type.String()),
})

export const gitlabWebhooks: WebhookFormat = {
  /** Servers without signatures send the secret itself. */
  verify(delivery, secret, now) {
    const signatures = delivery.headers['webhook-signature']
    if (signatures !== undefined) return isSigned(delivery, signatures.split(' '), secret, now)
    const shown = delivery.headers['x-gitlab-token']
    return shown !== undefined && sameSecret(shown, secret)
  },

  parse({ headers, body }) {
    const payload = payloadOf(body)
    const event = payload.object_kind ?? payload.event_name ?? eventOf(headers['x-gitlab-event'])
    const { ref, before, after } = payload
    const changes = PUSHES.has(event) && ref !== undefined ? [{ ref, before, after }] : []
    return {
      kind: kindOf(event),
      event,
      // The other header is shared by all deliveries of one push.
      deliveryId: headers['idempotency-key'] ?? headers['webhook-id'] ?? headers['x-gitlab-event-uuid'],
      refs: changes.map((change) => change.ref),
      pushedTags: pushedTagsOf(changes),
    }
  },
}

function isSigned({ headers, body }: RawDelivery, signatures: readonly string[], secret: string, now: number): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = headers
  if (id === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(now - Number(timestamp) * 1000) > MAX_SKEW_MS) return false
  const expected = signatureOf(secret, { id, timestamp, body })
  return signatures.some((signature) => sameSecret(signature, expected))
}

function kindOf(event: string): WebhookNotice['kind'] {
  if (PUSHES.has(event)) return 'push'
  return REPOSITORY_CHANGES.has(event) ? 'repository' : 'ignored'
}

/** `Tag Push Hook` → `tag_push` */
function eventOf(header = 'unknown'): string {
  return header
    .replace(/ hook$/i, '')
    .toLowerCase()
    .replaceAll(' ', '_')
}

function payloadOf(body: Buffer): Static<typeof Payload> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return Value.Check(Payload, value) ? value : {}
  } catch {
    return {}
  }
}
