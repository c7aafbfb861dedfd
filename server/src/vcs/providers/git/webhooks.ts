// Git itself has no webhooks. People can set one up by hand, at any host or in a hook script: the signatures of the usual hosts
// are all accepted, and every delivery triggers a sync.
import { basicPassword, hmacHex, sameSecret } from '../../host/signatures.ts'
import type { RawDelivery, WebhookFormat } from '../../host/webhook-format.ts'
import { azureDevOpsWebhooks } from '../azure-devops/webhooks.ts'
import { bitbucketCloudWebhooks } from '../bitbucket-cloud/webhooks.ts'
import { dataCenterWebhooks } from '../bitbucket-data-center/webhooks.ts'
import { giteaWebhooks, saidByGitea } from '../gitea/webhooks.ts'
import { githubWebhooks } from '../github/webhooks.ts'
import { gitlabWebhooks } from '../gitlab/webhooks.ts'

export const gitWebhooks: WebhookFormat = {
  verify({ headers, body }, secret) {
    const signature = headers['x-hub-signature-256'] ?? headers['x-hub-signature'] ?? saidByGitea(headers, 'signature')
    if (signature !== undefined) return sameSecret(signature.replace(/^sha256=/, ''), hmacHex(secret, body))
    const shown = headers['x-gitlab-token'] ?? bearer(headers['authorization']) ?? basicPassword(headers['authorization'])
    return shown !== undefined && sameSecret(shown, secret)
  },

  parse(delivery) {
    const { event, format } = senderOf(delivery)
    const { kind, deliveryId, refs, pushedTags } = format.parse(delivery)
    return { kind: kind === 'ping' ? 'ping' : 'push', event, deliveryId, refs, pushedTags }
  },
}

/** Whose event it is. Scripts and Azure DevOps send no header with it; a script's body may be that of a push at GitHub. */
function senderOf(delivery: RawDelivery): { event: string; format: WebhookFormat } {
  const { headers } = delivery
  const gitea = saidByGitea(headers, 'event')
  const { 'x-event-key': key, 'x-gitlab-event': gitlab, 'x-github-event': github } = headers
  if (gitea !== undefined) return { event: gitea, format: giteaWebhooks }
  if (github !== undefined) return { event: github, format: githubWebhooks }
  if (gitlab !== undefined) return { event: gitlab, format: gitlabWebhooks }
  if (key !== undefined) return { event: key, format: key === 'repo:push' ? bitbucketCloudWebhooks : dataCenterWebhooks }
  return { event: 'push', format: azureDevOpsWebhooks.parse(delivery).kind === 'push' ? azureDevOpsWebhooks : AS_AT_GITHUB }
}

const AS_AT_GITHUB: WebhookFormat = {
  ...githubWebhooks,
  parse: ({ headers, body }) => githubWebhooks.parse({ headers: { ...headers, 'x-github-event': 'push' }, body }),
}

function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
}
