// Deliveries of Gitea, Forgejo and Gogs, which Gitea comes from: https://docs.gitea.com/usage/webhooks
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { hmacHex, sameSecret } from '../../host/signatures.ts'
import type { RawDelivery, WebhookFormat, WebhookNotice } from '../../host/webhook-format.ts'

/** `create` and `delete` have the short name and its type. */
const Payload = Type.Object({ ref: Type.Optional(Type.String()), ref_type: Type.Optional(Type.String()) })

export const giteaWebhooks: WebhookFormat = {
  verify({ headers, body }, secret) {
    const signature = said(headers, 'signature')
    return signature !== undefined && sameSecret(signature, hmacHex(secret, body))
  },

  parse({ headers, body }) {
    const event = said(headers, 'event') ?? ''
    return { kind: kindOf(event), event, deliveryId: said(headers, 'delivery'), refs: refsIn(body) }
  },
}

function said(headers: RawDelivery['headers'], what: 'event' | 'delivery' | 'signature'): string | undefined {
  return headers[`x-gitea-${what}`] ?? headers[`x-forgejo-${what}`] ?? headers[`x-gogs-${what}`]
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
