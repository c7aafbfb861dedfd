// What GitHub tells an app: pushes to every repository it may read, and where it is installed.
import type { VcsDependencies } from '../connections/connections.ts'
import type { IngressRequests } from '../host/ports.ts'
import type { RawDelivery } from '../host/webhook-format.ts'
import { githubWebhooks, idOf, payloadOf, textOf } from '../providers/github/webhooks.ts'
import { bodyDigest, type Deliveries, type Reception } from '../webhooks/deliveries.ts'
import { WebhookRows } from '../webhooks/webhook-rows.ts'
import { type GithubApp, openAppSecrets } from './github-app.ts'
import { requestRefresh } from './github-app-jobs.ts'
import { GithubAppRows } from './github-app-rows.ts'
import { InstallationRows } from './installation-rows.ts'

/** Of where it is installed, and for whom. */
const INSTALLATION_EVENTS = new Set(['installation', 'installation_repositories', 'installation_target'])

export class AppDeliveries {
  readonly #dependencies: VcsDependencies
  readonly #deliveries: Pick<Deliveries, 'accept'>
  readonly #wake: IngressRequests['wake']

  constructor(dependencies: VcsDependencies, deliveries: Pick<Deliveries, 'accept'>, { wake }: Pick<IngressRequests, 'wake'>) {
    this.#dependencies = dependencies
    this.#deliveries = deliveries
    this.#wake = wake
  }

  /** Returns when what is to be done is durably asked for; does not wait for it. */
  async receive(uuid: string, raw: RawDelivery): Promise<Reception> {
    const { clock, database, secretBox } = this.#dependencies
    const app = await new GithubAppRows(database).byUuid(uuid)
    if (app === undefined) return 'unknown'
    const now = clock.now()
    if (!githubWebhooks.verify(raw, openAppSecrets(secretBox, app).webhookSecret, now)) return 'refused'
    if (INSTALLATION_EVENTS.has(raw.headers['x-github-event'] ?? '')) {
      await requestRefresh(database, app.id, now)
      this.#wake()
      return 'accepted'
    }
    return await this.#aboutRepository(app, raw)
  }

  async #aboutRepository(app: GithubApp, raw: RawDelivery): Promise<Reception> {
    const { database } = this.#dependencies
    const notice = githubWebhooks.parse(raw)
    const payload = payloadOf(raw.body)
    const externalId = notice.repositoryExternalId
    if (payload === undefined || externalId === undefined) return 'ignored'
    const identifier = textOf(payload['repository'], 'full_name') ?? ''
    const installationId = Number(idOf(payload['installation']) ?? Number.NaN)
    const wanted = { externalId, identifier, installationId: Number.isFinite(installationId) ? installationId : undefined }
    const ids = await new InstallationRows(database).repositoriesOf(app.id, wanted)
    const outcomes: Reception[] = []
    for (const webhook of await new WebhookRows(database).ofRepositories(ids)) {
      outcomes.push(await this.#deliveries.accept(webhook, notice, bodyDigest(raw)))
    }
    return outcomes.includes('accepted') ? 'accepted' : 'ignored'
  }
}
