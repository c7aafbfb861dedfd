// What Bitbucket Cloud sends to webhooks. Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { pushedTagsOf, type RefChange } from '../../host/pushed-tags.ts'
import { hmacHex, sameSecret } from '../../host/signatures.ts'
import type { WebhookFormat, WebhookNotice } from '../../host/webhook-format.ts'

const REPOSITORY_CHANGES = new Set(['repo:updated', 'repo:transfer', 'repo:deleted'])

const Ref = Type.Union([Type.Object({ type: Type.String(), name: Type.String() }), Type.Null()])
const Payload = Type.Object({
  push: Type.Object({ changes: Type.Array(Type.Object({ new: Type.Optional(Ref), old: Type.Optional(Ref) })) }),
})

export const bitbucketCloudWebhooks: WebhookFormat = {
  verify({ headers, body }, secret) {
    const [, signature] = /^sha256=([0-9a-f]{64})$/i.exec(headers['x-hub-signature'] ?? '') ?? []
    return signature !== undefined && sameSecret(signature.toLowerCase(), hmacHex(secret, body))
  },

  parse({ headers, body }) {
    const event = headers['x-event-key'] ?? 'unknown'
    const kind = kindOf(event)
    // Tags created on the website can come without changes, and large pushes are truncated: they count as pushes all the same.
    const changes = kind === 'push' ? changesIn(body) : []
    const refs = changes.map(({ ref }) => ref)
    return { kind, event, deliveryId: headers['x-request-uuid'], refs, pushedTags: pushedTagsOf(changes) }
  },
}

function kindOf(event: string): WebhookNotice['kind'] {
  if (event === 'repo:push') return 'push'
  if (event === 'diagnostics:ping') return 'ping'
  return REPOSITORY_CHANGES.has(event) ? 'repository' : 'ignored'
}

function changesIn(body: Buffer): RefChange[] {
  let payload: unknown
  try {
    payload = JSON.parse(body.toString('utf8'))
  } catch {
    return []
  }
  if (!Value.Check(Payload, payload)) return []
  return payload.push.changes.flatMap((change) => {
    const ref = change.new ?? change.old ?? undefined
    if (ref === undefined) return []
    const name = `${ref.type === 'tag' ? 'refs/tags/' : 'refs/heads/'}${ref.name}`
    return [{ ref: name, created: change.old === null, deleted: change.new === null }]
  })
}
