// Service hook subscriptions: what Azure DevOps has instead of webhooks.
import type { Static } from 'typebox'
import type { HostWebhook, WebhookWanted } from '../../host/host-api.ts'
import type { Repository, Subscription } from './answers.ts'

/** Required, but ignored. */
const USERNAME = 'terrace'

const PROBLEMS: Readonly<Record<string, string>> = {
  onProbation: 'Azure DevOps has it on probation, because deliveries failed',
  disabledBySystem: 'Azure DevOps has disabled it, because deliveries failed',
  disabledByInactiveIdentity: 'Azure DevOps disabled it, because the account that created it is inactive',
  disabledByUser: 'a user disabled it',
}

/** For the query of the list. */
export const KIND = { publisherId: 'tfs', eventType: 'git.push', consumerId: 'webHooks', consumerActionId: 'httpRequest' }

/** Without a branch, it covers every push. Deliveries are not signed: they carry the secret as a password. */
export function subscriptionFor({ id, project }: Static<typeof Repository>, { url, secret }: WebhookWanted) {
  return {
    ...KIND,
    resourceVersion: '1.0',
    publisherInputs: { projectId: project.id, repository: id, branch: '' },
    consumerInputs: {
      url,
      basicAuthUsername: USERNAME,
      basicAuthPassword: secret,
      messagesToSend: 'none',
      detailedMessagesToSend: 'none',
    },
  }
}

export function webhookOf({ id, status, consumerInputs }: Static<typeof Subscription>): HostWebhook {
  const isActive = status === 'enabled' || status === 'onProbation'
  const problem = PROBLEMS[status] ?? (isActive ? undefined : `Azure DevOps says that it is ${status}`)
  return { id, url: consumerInputs.url ?? '', active: isActive, problem }
}
