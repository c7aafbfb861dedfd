// Deliveries of Gitea and Forgejo: https://docs.gitea.com/usage/webhooks
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { hmacHex, sameSecret } from '../../host/signatures.ts'
import type { WebhookFormat, WebhookNotice } from '../../host/webhook-format.ts'

/** `create` and `delete` have the short name and its type. */
const Payload = Type.Object({ ref: Type.Optional(Type.String()), ref_type: Type.Optional(Type.String()) })

export const giteaWebhooks: WebhookFormat = {
  verify({ headers, body }, secret) {
    const signature = headers['x-gitea-signature'] ?? headers['x-forgejo-signature']
    return signature !== undefined && sameSecret(signature, hmacHex(secret, body))
  },

  parse({ headers, body }) {
    const event = headers['x-gitea-event'] ?? headers['x-forgejo-event'] ?? ''
    const deliveryId = headers['x-gitea-delivery'] ?? headers['x-forgejo-delivery']
    return { kind: kindOf(event), event, deliveryId, refs: refsIn(body) }
  },
}

function kindOf(event: string): WebhookNotice['kind'] {
  if (event === 'push' || event === 'create' || event === 'delete') return 'push'
  return event === 'repository' ? 'repository' : 'ignored'
}

function refsIn(body: Buffer): string[] {
  const payload = jsonOf(body)
  if (!Value.Check(Payload, payload) || payload.ref === undefined) return []
  if (payload.ref.startsWith('refs/')) return [payload.ref]
  return [`refs/${payload.ref_type === 'tag' ? 'tags' : 'heads'}/${payload.ref}`]
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
