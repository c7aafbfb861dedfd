// Deliveries of Bitbucket Data Center: signed with HMAC-SHA256, one per push.
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { pushedTagsOf } from '../../host/pushed-tags.ts'
import { hmacHex, sameSecret } from '../../host/signatures.ts'
import type { RawDelivery, WebhookFormat, WebhookNotice } from '../../host/webhook-format.ts'

const Changes = Type.Object({
  repository: Type.Optional(Type.Object({ id: Type.Number() })),
  changes: Type.Optional(
    Type.Array(
      Type.Object({
        ref: Type.Optional(Type.Object({ id: Type.String() })),
        /** sent by versions without `ref` */
        refId: Type.Optional(Type.String()),
        type: Type.Optional(Type.String()),
      }),
    ),
  ),
})

const KINDS: Readonly<Record<string, WebhookNotice['kind']>> = {
  'diagnostics:ping': 'ping',
  'repo:refs_changed': 'push',
  'repo:modified': 'repository',
}

export const dataCenterWebhooks: WebhookFormat = {
  verify({ headers, body }, secret) {
    const signature = headers['x-hub-signature']
    return signature !== undefined && sameSecret(signature, `sha256=${hmacHex(secret, body)}`)
  },

  parse({ headers, body }) {
    const event = headers['x-event-key'] ?? 'unknown'
    const said = contentOf(body)
    const changes = (said?.changes ?? []).flatMap(({ ref, refId, type }) => {
      const name = ref?.id ?? refId
      return name === undefined ? [] : [{ ref: name, created: type === 'ADD', deleted: type === 'DELETE' }]
    })
    return {
      kind: KINDS[event] ?? 'ignored',
      event,
      deliveryId: headers['x-request-id'],
      refs: changes.map(({ ref }) => ref),
      pushedTags: pushedTagsOf(changes),
      repositoryExternalId: said?.repository === undefined ? undefined : String(said.repository.id),
    }
  },
}

function contentOf(body: RawDelivery['body']) {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return Value.Check(Changes, value) ? value : undefined
  } catch {
    return undefined
  }
}
