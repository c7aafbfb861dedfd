// Takes webhooks away at the host when their repository is disconnected. The credential goes with the job, sealed, because by the
// time it runs the connection may be gone too.
import type { Queries } from '../../database/index.ts'
import { NotFound, type OAuthTokenId, type VcsRepositoryId } from '../../kernel/index.ts'
import type { SecretBox } from '../../platform/secrets/index.ts'
import { ConnectionRows } from '../connections/connection-rows.ts'
import { accessWith, type VcsDependencies } from '../connections/connections.ts'
import { Hosts } from '../connections/hosts.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import type { ConnectionAccess } from '../credentials/connection-access.ts'
import { openSecrets } from '../credentials/credential.ts'
import type { HostRepositoryReference } from '../host/host-api.ts'
import { HostFailure } from '../host/host-failure.ts'
import { SERVICE_PROVIDERS } from '../providers/index.ts'
import { WebhookRows } from './webhook-rows.ts'

/** What the job has to remember; `sealed` has the credential in it. */
export interface WebhookRemovalOrder {
  sealed: string
}

interface Order {
  oauthTokenId: OAuthTokenId
  serviceProvider: string
  access: ConnectionAccess
  repository: HostRepositoryReference
  remoteId: string
}

const CONTEXT = 'remove_webhook'

export class WebhookRemoval {
  readonly #dependencies: VcsDependencies

  constructor(dependencies: VcsDependencies) {
    this.#dependencies = dependencies
  }

  /** @throws HostFailure when trying again may help */
  async run({ sealed }: WebhookRemovalOrder): Promise<void> {
    const { secretBox, http, clock } = this.#dependencies
    const order: Order = JSON.parse(secretBox.open(sealed, CONTEXT))
    const api = SERVICE_PROVIDERS[order.serviceProvider]?.api?.(await this.#accessOf(order), { http, clock })
    if (api === undefined) return
    try {
      await api.deleteWebhook(await api.readRepository(order.repository), order.remoteId)
    } catch (error) {
      if (!(error instanceof HostFailure)) throw error
      // Deliveries to an address that is gone are refused: a webhook that cannot be taken away does no harm.
      if (error.reason === 'unavailable' || error.reason === 'rate_limited') throw error
    }
  }

  /** The connection's own when it is still there, because tokens are renewed. */
  async #accessOf({ oauthTokenId, access }: Order): Promise<ConnectionAccess> {
    try {
      return (await new Hosts(this.#dependencies).open(oauthTokenId)).access
    } catch (error) {
      if (error instanceof NotFound || error instanceof HostFailure) return access
      throw error
    }
  }
}

/** Part of the caller's transaction. @returns undefined when the host has no webhook of ours for the repository */
export async function removalOrder(
  transaction: Queries,
  id: VcsRepositoryId,
  secretBox: SecretBox,
): Promise<WebhookRemovalOrder | undefined> {
  const repository = await new VcsRepositoryRows(transaction).byId(id)
  const webhook = await new WebhookRows(transaction).ofRepository(id)
  if (repository === undefined || webhook === undefined || webhook.remoteId === null) return undefined
  const connections = new ConnectionRows(transaction)
  const token = await connections.token(repository.oauthTokenId)
  const client = token === undefined ? undefined : await connections.client(token.oauthClientId)
  if (token === undefined || client === undefined) return undefined
  const { externalId, identifier } = repository
  const order: Order = {
    oauthTokenId: token.id,
    serviceProvider: client.serviceProvider,
    access: accessWith(secretBox, client, openSecrets(secretBox, token.id, token.credential)),
    repository: externalId === null ? { identifier } : { externalId, lastIdentifier: identifier },
    remoteId: webhook.remoteId,
  }
  return { sealed: secretBox.seal(JSON.stringify(order), CONTEXT) }
}
