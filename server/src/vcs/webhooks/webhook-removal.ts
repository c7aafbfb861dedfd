// Removes webhooks at the host when their repository is disconnected. The job carries the sealed credential, because the connection
// may be gone by the time it runs.
import type { Queries } from '../../database/index.ts'
import { NotFound, type OAuthTokenId, type VcsRepositoryId } from '../../kernel/index.ts'
import type { SecretBox } from '../../platform/secrets/index.ts'
import { connectionOf } from '../connections/connection.ts'
import { accessWith, type VcsParts } from '../connections/connections.ts'
import { Hosts } from '../connections/hosts.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import type { ConnectionAccess } from '../credentials/connection-access.ts'
import { openSecrets } from '../credentials/credential.ts'
import type { HostRepositoryReference } from '../host/host-api.ts'
import { HostFailure } from '../host/host-failure.ts'
import { hostParts } from '../host/provider.ts'
import { SERVICE_PROVIDERS } from '../providers/index.ts'
import { WebhookRows } from './webhook-rows.ts'

/** The job's payload; `sealed` includes the credential. */
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
  readonly #parts: VcsParts

  constructor(parts: VcsParts) {
    this.#parts = parts
  }

  /** @throws HostFailure when a retry may help */
  async run({ sealed }: WebhookRemovalOrder): Promise<void> {
    const { secretBox } = this.#parts
    const order: Order = JSON.parse(secretBox.open(sealed, CONTEXT))
    const parts = hostParts(this.#parts, order.serviceProvider)
    const api = SERVICE_PROVIDERS[order.serviceProvider]?.api?.(await this.#accessOf(order), parts)
    if (api === undefined) return
    try {
      await api.deleteWebhook(await api.readRepository(order.repository), order.remoteId)
    } catch (error) {
      if (!(error instanceof HostFailure)) throw error
      // A webhook that cannot be removed does no harm: its deliveries are refused.
      if (error.reason === 'unavailable' || error.reason === 'rate_limited') throw error
    }
  }

  /** The connection's current credential when it still exists, because tokens are refreshed. */
  async #accessOf({ oauthTokenId, access }: Order): Promise<ConnectionAccess> {
    try {
      return (await new Hosts(this.#parts).open(oauthTokenId)).access
    } catch (error) {
      if (error instanceof NotFound || error instanceof HostFailure) return access
      throw error
    }
  }
}

/** Part of the caller's transaction. @returns undefined when the repository has no webhook at the host */
export async function removalOrder(tx: Queries, id: VcsRepositoryId, secretBox: SecretBox): Promise<WebhookRemovalOrder | undefined> {
  const repository = await new VcsRepositoryRows(tx).byId(id)
  const webhook = await new WebhookRows(tx).ofRepository(id)
  if (repository === undefined || webhook === undefined || webhook.remoteId === null) return undefined
  const connection = await connectionOf(tx, repository.oauthTokenId)
  if (connection === undefined) return undefined
  const { client, token } = connection
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
