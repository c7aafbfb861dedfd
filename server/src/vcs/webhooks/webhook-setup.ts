// Creates webhooks at the host and keeps them working. Until one works, its repository is polled, so nothing is lost.
import { randomBytes, randomUUID } from 'node:crypto'
import type { Queries } from '../../database/index.ts'
import { NotFound, newId, type VcsRepositoryId } from '../../kernel/index.ts'
import type { VcsParts } from '../connections/connections.ts'
import { Hosts, type OpenConnection } from '../connections/hosts.ts'
import type { VcsRepository } from '../connections/vcs-repository.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import { webhookSecretContext } from '../credentials/credential.ts'
import type { HostRepository } from '../host/host-api.ts'
import { HostFailure } from '../host/host-failure.ts'
import { type StoredWebhook, webhookUrl } from './webhook.ts'
import { WebhookRows } from './webhook-rows.ts'

const DAY = 24 * 3_600_000
const HOUR = 3_600_000
/** A tenth earlier or later, so that webhooks created together are not checked together. */
const JITTER = 0.1
/** How long deliveries signed with the previous secret are accepted. */
export const FORMER_SECRET_MS = HOUR

export class WebhookSetup {
  readonly #parts: VcsParts
  readonly #hosts: Hosts
  readonly #webhooks: WebhookRows
  readonly #repositories: VcsRepositoryRows

  constructor(parts: VcsParts) {
    this.#parts = parts
    this.#hosts = new Hosts(parts)
    this.#webhooks = new WebhookRows(parts.queries)
    this.#repositories = new VcsRepositoryRows(parts.queries)
  }

  /**
   * Ensures that the host has an active webhook with our address. Records what is wrong.
   * @throws HostFailure when a quick retry may help
   */
  async ensure(repositoryId: VcsRepositoryId): Promise<void> {
    await this.#ensure(repositoryId, { tellSecret: false })
  }

  /** The same, for a secret the host does not know yet. @throws HostFailure when a quick retry may help */
  async tellSecret(repositoryId: VcsRepositoryId): Promise<void> {
    await this.#ensure(repositoryId, { tellSecret: true })
  }

  async #ensure(repositoryId: VcsRepositoryId, { tellSecret }: { tellSecret: boolean }): Promise<void> {
    const repository = await this.#repositories.byId(repositoryId)
    if (repository === undefined) return
    const webhook = await this.#prepared(repositoryId)
    try {
      const connection = await this.#hosts.open(repository.oauthTokenId)
      const { provider } = connection
      if (provider.api === undefined || provider.webhooks === undefined) return await this.#record(webhook, MANUAL)
      await this.#atHost(connection, repository, webhook, tellSecret)
    } catch (error) {
      if (error instanceof NotFound) return
      if (!(error instanceof HostFailure)) throw error
      await this.#record(webhook, { state: 'failed', state_detail: error.message, check_at: this.#at(HOUR, error.retryAt) })
      if (error.reason === 'unavailable') throw error
    }
  }

  async #atHost(connection: OpenConnection, repository: VcsRepository, webhook: StoredWebhook, tellSecret: boolean): Promise<void> {
    const { externalId, identifier } = repository
    const reference = externalId === null ? { identifier } : { externalId, lastIdentifier: identifier }
    const found = await this.#hosts.ask(connection, (api) => api.readRepository(reference))
    await this.#repositories.identify(repository.id, { externalId: found.externalId, webUrl: found.webUrl })
    if (connection.provider.webhookOf === 'application') {
      return await this.#record(webhook, { state: 'active', state_detail: null, check_at: this.#at(DAY) })
    }
    if (found.admin === false)
      return await this.#record(webhook, { state: 'failed', state_detail: missingRight(connection), check_at: this.#at(HOUR) })
    const working = tellSecret ? undefined : await this.#working(connection, found, webhook)
    const remoteId = working ?? (await this.#created(connection, found, webhook, tellSecret))
    await this.#record(webhook, { state: 'active', state_detail: null, remote_id: remoteId, check_at: this.#at(DAY) })
  }

  /** @returns the host's ID of the webhook when it works */
  async #working(connection: OpenConnection, found: HostRepository, webhook: StoredWebhook): Promise<string | undefined> {
    const { remoteId } = webhook
    if (remoteId === null) return undefined
    const seen = await this.#hosts.ask(connection, (api) => api.readWebhook(found, remoteId))
    const works = seen !== undefined && seen.active && seen.problem === undefined && seen.url === this.#urlOf(webhook)
    // A disabled webhook is replaced, because some hosts disable failing webhooks for good.
    if (!works && seen !== undefined) await this.#hosts.ask(connection, (api) => api.deleteWebhook(found, remoteId))
    return works ? remoteId : undefined
  }

  /** With a new secret, unless it is new already: whoever deleted the webhook may know the previous one. */
  async #created(connection: OpenConnection, found: HostRepository, webhook: StoredWebhook, isNew: boolean): Promise<string> {
    const secret = isNew || webhook.remoteId === null ? this.#open(webhook) : await this.#renewSecret(webhook)
    return await this.#hosts.ask(connection, (api) => api.createWebhook(found, { url: this.#urlOf(webhook), secret }))
  }

  /** @returns the new secret; the previous one is accepted for another hour */
  async #renewSecret(webhook: StoredWebhook): Promise<string> {
    const { secret, changes } = newSecret(this.#parts, webhook)
    await this.#webhooks.update(webhook.id, changes)
    return secret
  }

  async #prepared(repositoryId: VcsRepositoryId): Promise<StoredWebhook> {
    const known = await this.#webhooks.ofRepository(repositoryId)
    if (known !== undefined) return known
    await insertWebhook(this.#parts.queries, repositoryId, this.#parts)
    const made = await this.#webhooks.ofRepository(repositoryId)
    if (made === undefined) throw new NotFound(`repository ${repositoryId} not found`)
    return made
  }

  async #record(webhook: StoredWebhook, changes: Parameters<WebhookRows['update']>[1]): Promise<void> {
    const checkAt = changes.check_at ?? this.#at(DAY)
    await this.#webhooks.update(webhook.id, { ...changes, check_at: checkAt, checked_at: this.#parts.clock.now() })
  }

  #at(delay: number, notBefore = 0): number {
    return Math.max(notBefore, Math.round(this.#parts.clock.now() + delay * (1 + JITTER * (2 * Math.random() - 1))))
  }

  #open({ id, secret }: StoredWebhook): string {
    return this.#parts.secretBox.open(secret, webhookSecretContext(id))
  }

  #urlOf(webhook: StoredWebhook): string {
    return webhookUrl(this.#parts.publicUrl, webhook)
  }
}

const MANUAL = { state: 'manual' as const, state_detail: null }

/** @returns the new secret, and what to store so that the previous one is accepted for a while */
export function newSecret(
  { clock, secretBox }: Pick<VcsParts, 'clock' | 'secretBox'>,
  { id, secret: former }: StoredWebhook,
): { secret: string; changes: { secret: string; former_secret: string; former_secret_until: number } } {
  const secret = newWebhookSecret()
  const sealed = secretBox.seal(secret, webhookSecretContext(id))
  return { secret, changes: { secret: sealed, former_secret: former, former_secret_until: clock.now() + FORMER_SECRET_MS } }
}

/** Part of the caller's transaction. A repository that has a webhook keeps it. */
export async function insertWebhook(
  tx: Queries,
  repositoryId: VcsRepositoryId,
  { clock, secretBox }: Pick<VcsParts, 'clock' | 'secretBox'>,
): Promise<void> {
  const id = newId('webhook')
  const now = clock.now()
  await new WebhookRows(tx).insert({
    id,
    repositoryId,
    uuid: randomUUID(),
    remoteId: null,
    secret: secretBox.seal(newWebhookSecret(), webhookSecretContext(id)),
    formerSecret: null,
    formerSecretUntil: null,
    state: 'pending',
    stateDetail: null,
    checkAt: now,
    checkedAt: null,
    lastDeliveryAt: null,
    createdAt: now,
  })
}

/** 256 bits, in characters that every host allows. */
function newWebhookSecret(): string {
  return randomBytes(32).toString('hex')
}

function missingRight({ provider, token }: OpenConnection): string {
  const permission = provider.permissions?.webhooks
  const who = token.serviceProviderUser === null ? 'the connection' : token.serviceProviderUser
  const right = permission === undefined ? '' : ` (required: ${permission})`
  return `${who} cannot create webhooks for the repository${right}; it is polled every few minutes instead`
}
