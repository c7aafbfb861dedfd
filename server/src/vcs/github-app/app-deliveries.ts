// Deliveries to a GitHub App: pushes to all its repositories, and changes of its installations.
import type { VcsParts } from '../connections/connections.ts'
import type { IngressRequests } from '../host/ports.ts'
import type { RawDelivery } from '../host/webhook-format.ts'
import { githubWebhooks, idOf, payloadOf, textOf } from '../providers/github/webhooks.ts'
import { bodyDigest, type Deliveries, type Reception } from '../webhooks/deliveries.ts'
import { WebhookRows } from '../webhooks/webhook-rows.ts'
import { type GithubApp, openAppSecrets } from './github-app.ts'
import { requestRefresh } from './github-app-jobs.ts'
import { GithubAppRows } from './github-app-rows.ts'
import { InstallationRows } from './installation-rows.ts'

/** Events about installations. */
const INSTALLATION_EVENTS = new Set(['installation', 'installation_repositories', 'installation_target'])

export interface AppDeliveriesParts extends VcsParts {
  deliveries: Pick<Deliveries, 'accept'>
  ingress: Pick<IngressRequests, 'wake'>
}

export class AppDeliveries {
  readonly #parts: AppDeliveriesParts

  constructor(parts: AppDeliveriesParts) {
    this.#parts = parts
  }

  /** Whether an app has this address. */
  async isKnown(uuid: string): Promise<boolean> {
    return (await new GithubAppRows(this.#parts.queries).byUuid(uuid)) !== undefined
  }

  /** Returns once the work is durably queued. */
  async receive(uuid: string, raw: RawDelivery): Promise<Reception> {
    const { clock, queries, secretBox } = this.#parts
    const app = await new GithubAppRows(queries).byUuid(uuid)
    if (app === undefined) return 'unknown'
    const now = clock.now()
    if (!githubWebhooks.verify(raw, openAppSecrets(secretBox, app).webhookSecret, now)) return 'refused'
    if (INSTALLATION_EVENTS.has(raw.headers['x-github-event'] ?? '')) {
      await requestRefresh(queries, app.id, now)
      this.#parts.ingress.wake()
      return 'accepted'
    }
    return await this.#aboutRepository(app, raw)
  }

  async #aboutRepository(app: GithubApp, raw: RawDelivery): Promise<Reception> {
    const { queries } = this.#parts
    const notice = githubWebhooks.parse(raw)
    const payload = payloadOf(raw.body)
    const externalId = notice.repositoryExternalId
    if (payload === undefined || externalId === undefined) return 'ignored'
    const identifier = textOf(payload['repository'], 'full_name') ?? ''
    const installationId = Number(idOf(payload['installation']) ?? Number.NaN)
    const wanted = { externalId, identifier, installationId: Number.isFinite(installationId) ? installationId : undefined }
    const ids = await new InstallationRows(queries).repositoriesOf(app.id, wanted)
    const outcomes: Reception[] = []
    for (const webhook of await new WebhookRows(queries).ofRepositories(ids)) {
      outcomes.push(await this.#parts.deliveries.accept(webhook, notice, bodyDigest(raw)))
    }
    return outcomes.includes('accepted') ? 'accepted' : 'ignored'
  }
}
