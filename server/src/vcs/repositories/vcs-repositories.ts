// Repositories that modules come from.
import type { Queries } from '../../database/index.ts'
import { NotFound, newId, type OrganizationId, type VcsRepositoryId } from '../../kernel/index.ts'
import { connectionOf } from '../connections/connection.ts'
import type { VcsParts } from '../connections/connections.ts'
import type { ConnectedRepository, RepositorySource, VcsRepository } from '../connections/vcs-repository.ts'
import { type RepositoryWithClient, VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import { GITHUB_APP, SERVICE_PROVIDER_NAMES } from '../host/service-provider.ts'
import { requestRemovals, requestWebhook } from '../webhooks/webhook-jobs.ts'
import { insertWebhook } from '../webhooks/webhook-setup.ts'
import type { LocatedRepository } from './repository-remotes.ts'

/** For the system: no method takes a subject, and none checks a permission. */
export class VcsRepositories {
  readonly #parts: VcsParts
  readonly #rows: VcsRepositoryRows

  constructor(parts: VcsParts) {
    this.#parts = parts
    this.#rows = new VcsRepositoryRows(parts.queries)
  }

  /**
   * Part of the caller's transaction, after a lookup checked the permission. A repository that is connected already stays
   * the same one; its next sync then looks at all tags again.
   */
  async connect(tx: Queries, located: Pick<LocatedRepository, 'oauthTokenId' | 'identifier' | 'cloneUrl'>): Promise<VcsRepositoryId> {
    const { oauthTokenId, identifier, cloneUrl } = located
    const now = this.#parts.clock.now()
    const id = await new VcsRepositoryRows(tx).upsert({
      id: newId('vcs-repository'),
      oauthTokenId,
      identifier,
      cloneUrl,
      refsDigest: null,
      lastSyncedAt: null,
      nextSyncAt: now,
      failCount: 0,
      lastError: null,
      externalId: null,
      webUrl: null,
      lastEventAt: null,
      lastChangeAt: null,
      createdAt: now,
    })
    await insertWebhook(tx, id, this.#parts)
    await requestWebhook(tx, id, now)
    return id
  }

  /**
   * Part of the caller's transaction, after a module of the repository was deleted.
   * @param isNeeded whether another module comes from it; asked once nobody else can connect it concurrently
   */
  async disconnect(tx: Queries, id: VcsRepositoryId, isNeeded: () => Promise<boolean> = async () => false): Promise<void> {
    const rows = new VcsRepositoryRows(tx)
    await rows.lock(id)
    if (await isNeeded()) return
    await requestRemovals(tx, [id], this.#parts)
    await rows.delete(id)
  }

  /**
   * Part of the caller's transaction.
   * @returns null when the connection is gone or belongs to another organization; a GitHub App may have been used across them
   */
  async reconnect(
    tx: Queries,
    organizationId: OrganizationId,
    former: Pick<LocatedRepository, 'oauthTokenId' | 'identifier' | 'cloneUrl'>,
  ): Promise<VcsRepositoryId | null> {
    const client = (await connectionOf(tx, former.oauthTokenId))?.client
    const isUsable = client?.organizationId === organizationId || client?.serviceProvider === GITHUB_APP
    return isUsable ? await this.connect(tx, former) : null
  }

  /**
   * The caller checks the permission.
   * @param transaction when it is part of one
   * @throws NotFound when it is gone, for example with its connection
   */
  async read(id: VcsRepositoryId, tx?: Queries): Promise<VcsRepository> {
    const rows = tx === undefined ? this.#rows : new VcsRepositoryRows(tx)
    const repository = await rows.byId(id)
    if (repository === undefined) throw new NotFound(`repository ${id} not found`)
    return repository
  }

  /** The caller checks that their modules may be read. Ids that are gone are left out. */
  async describe(ids: readonly VcsRepositoryId[]): Promise<ReadonlyMap<VcsRepositoryId, RepositorySource>> {
    const rows = await this.#rows.withClients([...new Set(ids)])
    return new Map(rows.map((row) => [row.repository.id, sourceOf(row)]))
  }

  /** All repositories that the organization's connections are used for. The caller checks the permission. */
  async connectedIn(organizationId: OrganizationId): Promise<ConnectedRepository[]> {
    return await this.#rows.connectedIn(organizationId)
  }
}

function sourceOf({ repository, client, webhookUuid, githubAppInstallationId, token }: RepositoryWithClient): RepositorySource {
  const { identifier, oauthTokenId, lastSyncedAt, nextSyncAt, failCount, lastError } = repository
  const { httpUrl, serviceProvider, organizationId } = client
  return {
    identifier,
    oauthTokenId,
    githubAppInstallationId,
    organizationId,
    serviceProvider,
    serviceProviderName: SERVICE_PROVIDER_NAMES[serviceProvider] ?? serviceProvider,
    connection: token,
    httpUrl,
    repositoryHttpUrl: repository.webUrl ?? `${httpUrl.replace(/\/+$/, '')}/${identifier}`,
    lastSyncedAt,
    nextSyncAt,
    failCount,
    lastError,
    webhookUuid,
  }
}
