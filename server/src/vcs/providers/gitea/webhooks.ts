// Deliveries of Gitea, Forgejo and Gogs, which Gitea comes from: https://docs.gitea.com/usage/webhooks
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { pushedTagsOf, type RefChange } from '../../host/pushed-tags.ts'
import { hmacHex, sameSecret } from '../../host/signatures.ts'
import type { RawDelivery, WebhookFormat, WebhookNotice } from '../../host/webhook-format.ts'

/** `create` and `delete` have the short name and its type. */
const Payload = Type.Object({
  ref: Type.Optional(Type.String()),
  ref_type: Type.Optional(Type.String()),
  before: Type.Optional(Type.String()),
  after: Type.Optional(Type.String()),
})

export const giteaWebhooks: WebhookFormat = {
  verify({ headers, body }, secret) {
    const signature = saidByGitea(headers, 'signature')
    return signature !== undefined && sameSecret(signature, hmacHex(secret, body))
  },

  parse({ headers, body }) {
    const event = saidByGitea(headers, 'event') ?? ''
    const changes = changesIn(event, body)
    const refs = changes.map(({ ref }) => ref)
    return { kind: kindOf(event), event, deliveryId: saidByGitea(headers, 'delivery'), refs, pushedTags: pushedTagsOf(changes) }
  },
}

/** A header as one of the three calls it. */
export function saidByGitea(headers: RawDelivery['headers'], what: 'event' | 'delivery' | 'signature'): string | undefined {
  return headers[`x-gitea-${what}`] ?? headers[`x-forgejo-${what}`] ?? headers[`x-gogs-${what}`]
}

function kindOf(event: string): WebhookNotice['kind'] {
  if (event === 'push' || event === 'create' || event === 'delete') return 'push'
  return event === 'repository' ? 'repository' : 'ignored'
}

function changesIn(event: string, body: Buffer): RefChange[] {
  const payload = jsonOf(body)
  if (!Value.Check(Payload, payload) || payload.ref === undefined) return []
  const { ref, ref_type: type, before, after } = payload
  const name = ref.startsWith('refs/') ? ref : `refs/${type === 'tag' ? 'tags' : 'heads'}/${ref}`
  return [{ ref: name, before, after, created: event === 'create', deleted: event === 'delete' }]
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
