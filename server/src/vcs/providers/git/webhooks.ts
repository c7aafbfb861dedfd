// Git itself has no webhooks. People can set one up by hand, at any host or in a hook script: the signatures of the usual hosts
// are all accepted, and every delivery triggers a sync.
import { basicPassword, hmacHex, sameSecret } from '../../host/signatures.ts'
import type { WebhookFormat } from '../../host/webhook-format.ts'

export const gitWebhooks: WebhookFormat = {
  verify({ headers, body }, secret) {
    const signature =
      headers['x-hub-signature-256'] ?? headers['x-hub-signature'] ?? headers['x-gitea-signature'] ?? headers['x-gogs-signature']
    if (signature !== undefined) return sameSecret(signature.replace(/^sha256=/, ''), hmacHex(secret, body))
    const shown = headers['x-gitlab-token'] ?? bearer(headers['authorization']) ?? basicPassword(headers['authorization'])
    return shown !== undefined && sameSecret(shown, secret)
  },

  parse({ headers }) {
    const event = headers['x-github-event'] ?? headers['x-gitea-event'] ?? headers['x-gitlab-event'] ?? headers['x-event-key'] ?? 'push'
    return { kind: event === 'ping' ? 'ping' : 'push', event, deliveryId: undefined, refs: [] }
  },
}

function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
}
