// Deliveries of Azure DevOps: not signed, but with the secret as the password of HTTP Basic authentication.
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { pushedTagsOf } from '../../host/pushed-tags.ts'
import { basicPassword, sameSecret } from '../../host/signatures.ts'
import type { RawDelivery, WebhookFormat, WebhookNotice } from '../../host/webhook-format.ts'

const id = Type.Optional(Type.String())
const RefUpdate = Type.Object({ name: Type.String(), oldObjectId: id, newObjectId: id })
const Event = Type.Object({
  id: Type.Optional(Type.String()),
  eventType: Type.String(),
  resource: Type.Optional(
    Type.Object({
      repository: Type.Optional(Type.Object({ id: Type.String() })),
      refUpdates: Type.Optional(Type.Array(RefUpdate)),
    }),
  ),
})
const EventName = Type.Object({ eventType: Type.String() })

const KINDS: Readonly<Record<string, WebhookNotice['kind']>> = {
  'git.push': 'push',
  'git.repo.renamed': 'repository',
  'git.repo.deleted': 'repository',
  'git.repo.statuschanged': 'repository',
}

export const azureDevOpsWebhooks: WebhookFormat = {
  verify({ headers }, secret) {
    const shown = basicPassword(headers['authorization'])
    return shown !== undefined && sameSecret(shown, secret)
  },

  parse({ body }) {
    const said = contentOf(body)
    const event = Value.Check(EventName, said) ? said.eventType : 'unknown'
    const known = Value.Check(Event, said) ? said : undefined
    const changes = (known?.resource?.refUpdates ?? []).map(({ name, oldObjectId, newObjectId }) => {
      return { ref: name, before: oldObjectId, after: newObjectId }
    })
    return {
      kind: KINDS[event] ?? 'ignored',
      event,
      deliveryId: known?.id,
      refs: changes.map(({ ref }) => ref),
      pushedTags: pushedTagsOf(changes),
      repositoryExternalId: known?.resource?.repository?.id,
    }
  },
}

function contentOf(body: RawDelivery['body']): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
