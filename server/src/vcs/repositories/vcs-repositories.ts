// Repositories at a host: finding one for a user, and the books of reading it again and again.
import type { Queries } from '../../database/index.ts'
import {
  type GithubAppInstallationId,
  Invalid,
  NotFound,
  newId,
  type OAuthTokenId,
  type OrganizationId,
  Unauthenticated,
  type VcsRepositoryId,
} from '../../kernel/index.ts'
import { authorize, can, type Subject } from '../../permissions/index.ts'
import { GitFailure } from '../../platform/git/index.ts'
import { ConnectionPauseRows } from '../connections/connection-pause-rows.ts'
import { ConnectionRows } from '../connections/connection-rows.ts'
import { Credentials, providerOf, type VcsDependencies } from '../connections/connections.ts'
import { type Connection, Hosts } from '../connections/hosts.ts'
import type { Pause, Trouble } from '../connections/pause.ts'
import type { ConnectedRepository, RepositoryFacts, RepositorySource, VcsRepository } from '../connections/vcs-repository.ts'
import { type RepositoryWithClient, VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import { InstallationRows } from '../github-app/installation-rows.ts'
import { HostFailure } from '../host/host-failure.ts'
import type { GitRemote, RefLister, RemoteRefs } from '../host/ports.ts'
import { SERVICE_PROVIDER_NAMES } from '../host/service-provider.ts'
import { requestRemovals, requestWebhook } from '../webhooks/webhook-jobs.ts'
import { insertWebhook } from '../webhooks/webhook-setup.ts'
import { UnreadableRepository } from './unreadable-repository.ts'

/** A repository that was just read. */
export interface LocatedRepository {
  oauthTokenId: OAuthTokenId
  /** whose connection it is */
  organizationId: OrganizationId
  identifier: string
  cloneUrl: string
  serviceProvider: string
  refs: RemoteRefs
}

const IDENTIFIER = '/data/attributes/vcs-repo/identifier'
const LONGEST_ERROR = 2000
/** While somebody waits for the answer; milliseconds. */
const LOCATE_TIMEOUT = 15_000

export class VcsRepositories {
  readonly #dependencies: VcsDependencies
  readonly #connections: ConnectionRows
  readonly #rows: VcsRepositoryRows
  readonly #credentials: Credentials
  readonly #hosts: Hosts
  readonly #pauses: ConnectionPauseRows

  constructor(dependencies: VcsDependencies) {
    this.#dependencies = dependencies
    this.#connections = new ConnectionRows(dependencies.database)
    this.#rows = new VcsRepositoryRows(dependencies.database)
    this.#credentials = new Credentials(dependencies)
    this.#hosts = new Hosts(dependencies)
    this.#pauses = new ConnectionPauseRows(dependencies.database)
  }

  /**
   * Contacts the host to find out where the repository is.
   * @throws NotFound when the connection is not one on which the subject may publish modules; Invalid when the
   *   identifier is wrong or the repository cannot be read, with the host's answer
   */
  async locate(
    subject: Subject,
    wanted: { oauthTokenId: OAuthTokenId; identifier: string },
    lister: RefLister,
  ): Promise<LocatedRepository> {
    const { oauthTokenId, identifier } = wanted
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const connection = await this.#hosts.find(oauthTokenId)
    if (connection === undefined) throw new NotFound(`oauth token ${oauthTokenId} not found`)
    authorize(subject, 'manage-modules', connection.client.organizationId, `oauth token ${oauthTokenId}`)
    return await this.#located(connection, identifier, lister)
  }

  /** For jobs: asks no permission. Otherwise like `locate`. @throws NotFound when the connection is gone */
  async locateUnasked(
    { oauthTokenId, identifier }: { oauthTokenId: OAuthTokenId; identifier: string },
    lister: RefLister,
  ): Promise<LocatedRepository> {
    const connection = await this.#hosts.find(oauthTokenId)
    if (connection === undefined) throw new NotFound(`oauth token ${oauthTokenId} not found`)
    return await this.#located(connection, identifier, lister)
  }

  async #located(connection: Connection, identifier: string, lister: RefLister): Promise<LocatedRepository> {
    const { organizationId, serviceProvider } = connection.client
    const oauthTokenId = connection.token.id
    const problem = providerOf(connection.client).identifierProblem(identifier)
    if (problem !== undefined) throw new Invalid(problem, IDENTIFIER)
    const { cloneUrl, refs } = await this.#firstReadable(connection, identifier, lister)
    if (refs.knownHosts !== undefined) await this.#pin(oauthTokenId, refs.knownHosts)
    return { oauthTokenId, organizationId, identifier, cloneUrl, serviceProvider, refs }
  }

  /**
   * @returns the token that an installation of a GitHub App is read with, which is what `locate` takes; undefined when there is none
   *   on which the subject may publish modules
   */
  async tokenOfInstallation(subject: Subject, id: string): Promise<OAuthTokenId | undefined> {
    const installation = await new InstallationRows(this.#dependencies.database).byId(id as GithubAppInstallationId)
    if (installation === undefined || installation.removedAt !== null) return undefined
    return can(subject, 'manage-modules', installation.organizationId) ? installation.oauthTokenId : undefined
  }

  /**
   * Part of the caller's transaction, after `locate` checked the permission. A repository that is connected already
   * is the same one; its next sync then looks at all tags again.
   */
  async connect(
    transaction: Queries,
    located: Pick<LocatedRepository, 'oauthTokenId' | 'identifier' | 'cloneUrl'>,
  ): Promise<VcsRepositoryId> {
    const { oauthTokenId, identifier, cloneUrl } = located
    const now = this.#dependencies.clock.now()
    const id = await new VcsRepositoryRows(transaction).upsert({
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
    await insertWebhook(transaction, id, this.#dependencies)
    await requestWebhook(transaction, id, now)
    return id
  }

  /**
   * Part of the caller's transaction: a module that came from it is gone.
   * @param isNeeded whether another module comes from it; asked when nobody else can connect it at the same moment
   */
  async disconnect(transaction: Queries, id: VcsRepositoryId, isNeeded: () => Promise<boolean> = async () => false): Promise<void> {
    const rows = new VcsRepositoryRows(transaction)
    await rows.lock(id)
    if (await isNeeded()) return
    await requestRemovals(transaction, [id], this.#dependencies)
    await rows.delete(id)
  }

  /** Part of the caller's transaction: asks no permission. @returns null when the connection is gone, or not the organization's */
  async reconnect(
    transaction: Queries,
    organizationId: OrganizationId,
    former: Pick<LocatedRepository, 'oauthTokenId' | 'identifier' | 'cloneUrl'>,
  ): Promise<VcsRepositoryId | null> {
    const connections = new ConnectionRows(transaction)
    const token = await connections.token(former.oauthTokenId)
    const client = token === undefined ? undefined : await connections.client(token.oauthClientId)
    return client?.organizationId === organizationId ? await this.connect(transaction, former) : null
  }

  /**
   * For jobs: asks no permission.
   * @param transaction when it is part of one
   * @throws NotFound when it is gone, for example with its connection
   */
  async read(id: VcsRepositoryId, transaction?: Queries): Promise<VcsRepository> {
    const rows = transaction === undefined ? this.#rows : new VcsRepositoryRows(transaction)
    const repository = await rows.byId(id)
    if (repository === undefined) throw new NotFound(`repository ${id} not found`)
    return repository
  }

  /** For whoever has checked that the modules that come from them may be read: asks no permission. Ids that are gone are left out. */
  async describe(ids: readonly VcsRepositoryId[]): Promise<ReadonlyMap<VcsRepositoryId, RepositorySource>> {
    const rows = await this.#rows.withClients([...new Set(ids)])
    return new Map(rows.map((row) => [row.repository.id, sourceOf(row)]))
  }

  /** For whoever has checked that the subject may know: asks no permission. All that the organization's connections are used for. */
  async connectedIn(organizationId: OrganizationId): Promise<ConnectedRepository[]> {
    return await this.#rows.connectedIn(organizationId)
  }

  /** For jobs: asks no permission. What git needs to read it, with the secrets opened. @throws NotFound when it is gone */
  async remoteOf(id: VcsRepositoryId): Promise<GitRemote> {
    const { oauthTokenId, cloneUrl } = await this.read(id)
    const connection = await this.#hosts.find(oauthTokenId)
    if (connection === undefined) throw new NotFound(`repository ${id} not found`)
    return await this.#remote(connection, cloneUrl)
  }

  /** After `locate` checked the permission: what git needs to read the repository. @throws NotFound when the connection is gone */
  async remoteAt({ oauthTokenId, cloneUrl }: Pick<LocatedRepository, 'oauthTokenId' | 'cloneUrl'>): Promise<GitRemote> {
    const connection = await this.#hosts.find(oauthTokenId)
    if (connection === undefined) throw new NotFound(`oauth token ${oauthTokenId} not found`)
    return await this.#remote(connection, cloneUrl)
  }

  /** For jobs: asks no permission. The longest overdue first. */
  async dueForSync(now: number, limit: number): Promise<VcsRepository[]> {
    return await this.#rows.due(now, limit)
  }

  /**
   * For jobs: asks no permission.
   * @param sync `seenNextSyncAt`: `nextSyncAt` of the repository when the sync began. When it was connected once more
   *   since, the sync has not seen everything: nothing is recorded and it stays due.
   * @returns whether it was recorded
   */
  async recordSync(
    id: VcsRepositoryId,
    sync: { digest: string; at: number; next: number; seenNextSyncAt?: number; changed?: boolean },
  ): Promise<boolean> {
    return await this.#rows.recordSync(id, sync)
  }

  /** For jobs: asks no permission. @returns undefined when the repository is gone */
  async facts(id: VcsRepositoryId): Promise<RepositoryFacts | undefined> {
    return await this.#rows.facts(id)
  }

  /** For jobs: asks no permission. @returns undefined when the connection's host was well when it was last asked */
  async pauseOf(id: OAuthTokenId): Promise<Pause | undefined> {
    return await this.#pauses.of(id)
  }

  /** For jobs: asks no permission. None of the connection's repositories is then looked at for a while. */
  async pause(id: OAuthTokenId, trouble: Trouble): Promise<Pause> {
    return await this.#pauses.record(id, trouble, this.#dependencies.clock.now())
  }

  /** For jobs: asks no permission. The connection's host is well again. */
  async endPause(id: OAuthTokenId): Promise<void> {
    await this.#pauses.end(id)
  }

  /** For jobs: asks no permission. */
  async postpone(id: VcsRepositoryId, next: number): Promise<void> {
    await this.#rows.postpone(id, next)
  }

  /** For jobs: asks no permission. Nothing is removed, however often it fails. */
  async recordSyncFailure(id: VcsRepositoryId, message: string, next: number): Promise<void> {
    await this.#rows.recordFailure(id, message.slice(0, LONGEST_ERROR), next)
  }

  /**
   * For jobs: asks no permission. A repository that is not where it was may have been renamed or moved at the host.
   * @returns whether it is elsewhere now, and is read from there from now on
   * @throws HostFailure
   */
  async followRename(id: VcsRepositoryId): Promise<boolean> {
    const { externalId, identifier, oauthTokenId } = await this.read(id)
    if (externalId === null) return false
    const connection = await this.#hosts.open(oauthTokenId)
    const { client, provider } = connection
    if (provider.api === undefined) return false
    const found = await this.#hosts.ask(connection, (api) => api.readRepository({ externalId, lastIdentifier: identifier }))
    // No host tells names by case, so people may have written it in another one.
    const isSame = found.identifier.toLowerCase() === identifier.toLowerCase()
    if (isSame || provider.identifierProblem(found.identifier) !== undefined) return false
    const [cloneUrl] = provider.cloneUrls(client.httpUrl, found.identifier)
    return cloneUrl !== undefined && (await this.#rows.move(id, { identifier: found.identifier, cloneUrl, webUrl: found.webUrl }))
  }

  /** For jobs: asks no permission. Keeps the host keys of the first contact; ones that are kept already stay. */
  async pinKnownHosts(id: VcsRepositoryId, knownHosts: string): Promise<void> {
    const { oauthTokenId } = await this.read(id)
    await this.#pin(oauthTokenId, knownHosts)
  }

  async #firstReadable(connection: Connection, identifier: string, lister: RefLister): Promise<{ cloneUrl: string; refs: RemoteRefs }> {
    const urls = providerOf(connection.client).cloneUrls(connection.client.httpUrl, identifier)
    let failure: GitFailure | undefined
    for (const cloneUrl of urls) {
      try {
        return { cloneUrl, refs: await lister.listRefs(await this.#remote(connection, cloneUrl), { timeoutMs: LOCATE_TIMEOUT }) }
      } catch (error) {
        if (error instanceof HostFailure)
          throw new UnreadableRepository(unreadable(connection, identifier, error.message), IDENTIFIER, undefined)
        if (!(error instanceof GitFailure)) throw error
        failure = moreTelling(failure, error)
        if (!mayBeElsewhere(error)) break
      }
    }
    const reason = failure === undefined ? 'there is no address to try' : failure.message
    throw new UnreadableRepository(unreadable(connection, identifier, reason), IDENTIFIER, failure)
  }

  /** @throws HostFailure when the credential had to be renewed, and could not be */
  async #remote(connection: Connection, url: string): Promise<GitRemote> {
    const { provider, access } = await this.#hosts.opened(connection)
    return { url, credential: provider.gitCredential(access, url) }
  }

  /** Of two first contacts at the same moment, one is kept; the other will be held to it. */
  async #pin(oauthTokenId: OAuthTokenId, knownHosts: string): Promise<void> {
    const token = await this.#connections.token(oauthTokenId)
    if (token === undefined) return
    const secrets = this.#credentials.open(token)
    if (secrets.knownHosts !== undefined) return
    await this.#credentials.keep(token, { ...secrets, knownHosts })
  }
}

function unreadable({ client }: Connection, identifier: string, reason: string): string {
  return `Repository ${identifier} could not be read at ${client.httpUrl}: ${reason}`
}

/** Hosts answer for what they do not have, and for what the credential may not see, in either way. */
function mayBeElsewhere({ reason }: GitFailure): boolean {
  return reason === 'not_found' || reason === 'authentication'
}

/** That the credential was refused says more than that nothing was found. */
function moreTelling(one: GitFailure | undefined, other: GitFailure): GitFailure {
  return one === undefined || one.reason === 'not_found' ? other : one
}

function sourceOf({ repository, client, webhookUuid, githubAppInstallationId }: RepositoryWithClient): RepositorySource {
  const { identifier, oauthTokenId, lastSyncedAt, nextSyncAt, failCount, lastError } = repository
  const { httpUrl, serviceProvider, organizationId } = client
  return {
    identifier,
    oauthTokenId,
    githubAppInstallationId,
    organizationId,
    serviceProvider,
    serviceProviderName: SERVICE_PROVIDER_NAMES[serviceProvider] ?? serviceProvider,
    httpUrl,
    repositoryHttpUrl: repository.webUrl ?? `${httpUrl.replace(/\/+$/, '')}/${identifier}`,
    lastSyncedAt,
    nextSyncAt,
    failCount,
    lastError,
    webhookUuid,
  }
}
