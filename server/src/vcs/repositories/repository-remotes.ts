// Repositories as git reaches them: where they are, what opens them, and where they went.
import { Invalid, NotFound, type OAuthTokenId, type OrganizationId, type VcsRepositoryId } from '../../kernel/index.ts'
import { GitFailure } from '../../platform/git/index.ts'
import type { Connection } from '../connections/connection.ts'
import { Credentials, providerOf, type VcsParts } from '../connections/connections.ts'
import { Hosts } from '../connections/hosts.ts'
import { OAuthTokenRows } from '../connections/oauth-token-rows.ts'
import type { VcsRepository } from '../connections/vcs-repository.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import { HostFailure } from '../host/host-failure.ts'
import type { GitRemote, RefLister, RemoteRefs } from '../host/ports.ts'
import { UnreadableRepository } from './unreadable-repository.ts'

/** A repository whose references were just read. */
export interface LocatedRepository {
  oauthTokenId: OAuthTokenId
  /** whose connection it is, or where somebody may use it instead */
  organizationId: OrganizationId
  identifier: string
  cloneUrl: string
  serviceProvider: string
  refs: RemoteRefs
}

const IDENTIFIER = '/data/attributes/vcs-repo/identifier'
/** While somebody waits for the answer; milliseconds. */
const LOCATE_TIMEOUT = 15_000

/** For the system: no method takes a subject, and none checks a permission. */
export class RepositoryRemotes {
  readonly #parts: VcsParts
  readonly #rows: VcsRepositoryRows
  readonly #hosts: Hosts
  readonly #credentials: Credentials

  constructor(parts: VcsParts) {
    this.#parts = parts
    this.#rows = new VcsRepositoryRows(parts.queries)
    this.#hosts = new Hosts(parts)
    this.#credentials = new Credentials(parts)
  }

  /**
   * Contacts the host to find out where the repository is.
   * @throws NotFound when the connection is gone; Invalid when the identifier is wrong or the repository cannot be read,
   *   with the host's answer
   */
  async locate(
    { oauthTokenId, identifier }: Pick<LocatedRepository, 'oauthTokenId' | 'identifier'>,
    lister: RefLister,
  ): Promise<LocatedRepository> {
    const connection = await this.#connection(oauthTokenId)
    const { organizationId, serviceProvider } = connection.client
    const problem = providerOf(connection.client).identifierProblem(identifier)
    if (problem !== undefined) throw new Invalid(problem, IDENTIFIER)
    const { cloneUrl, refs } = await this.#firstReadable(connection, identifier, lister)
    if (refs.knownHosts !== undefined) await this.#pin(oauthTokenId, refs.knownHosts)
    return { oauthTokenId, organizationId, identifier, cloneUrl, serviceProvider, refs }
  }

  /** What git needs to read the repository, with the secrets opened. @throws NotFound when it is gone */
  async of(id: VcsRepositoryId): Promise<GitRemote> {
    return await this.at(await this.#read(id))
  }

  /** What git needs to read a located repository. @throws NotFound when the connection is gone */
  async at({ oauthTokenId, cloneUrl }: Pick<LocatedRepository, 'oauthTokenId' | 'cloneUrl'>): Promise<GitRemote> {
    return await this.#remote(await this.#connection(oauthTokenId), cloneUrl)
  }

  /**
   * Asks the host whether the repository was renamed or moved.
   * @returns whether it was; from then on it is read from its new place
   * @throws HostFailure
   */
  async followRename(id: VcsRepositoryId): Promise<boolean> {
    const { externalId, identifier, oauthTokenId } = await this.#read(id)
    if (externalId === null) return false
    const connection = await this.#hosts.open(oauthTokenId)
    const { client, provider } = connection
    if (provider.api === undefined) return false
    const found = await this.#hosts.ask(connection, (api) => api.readRepository({ externalId, lastIdentifier: identifier }))
    // No host distinguishes names by case.
    const isSame = found.identifier.toLowerCase() === identifier.toLowerCase()
    if (isSame || provider.identifierProblem(found.identifier) !== undefined) return false
    const [cloneUrl] = provider.cloneUrls(client.httpUrl, found.identifier)
    return cloneUrl !== undefined && (await this.#rows.move(id, { identifier: found.identifier, cloneUrl, webUrl: found.webUrl }))
  }

  /** Pins the host keys of the first contact; keys that are pinned already stay. */
  async pinKnownHosts(id: VcsRepositoryId, knownHosts: string): Promise<void> {
    const { oauthTokenId } = await this.#read(id)
    await this.#pin(oauthTokenId, knownHosts)
  }

  async #read(id: VcsRepositoryId): Promise<VcsRepository> {
    const repository = await this.#rows.byId(id)
    if (repository === undefined) throw new NotFound(`repository ${id} not found`)
    return repository
  }

  async #connection(id: OAuthTokenId): Promise<Connection> {
    const connection = await this.#hosts.find(id)
    if (connection === undefined) throw new NotFound(`oauth token ${id} not found`)
    return connection
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

  /** @throws HostFailure when refreshing the credential failed */
  async #remote(connection: Connection, url: string): Promise<GitRemote> {
    const { provider, access } = await this.#hosts.opened(connection)
    const { organizationId: organization, serviceProvider: family } = connection.client
    return { url, credential: provider.gitCredential(access, url), organization, family }
  }

  /** Of two concurrent first contacts, one pins its keys; the other is held to them. */
  async #pin(oauthTokenId: OAuthTokenId, knownHosts: string): Promise<void> {
    const token = await new OAuthTokenRows(this.#parts.queries).byId(oauthTokenId)
    if (token === undefined) return
    const secrets = this.#credentials.open(token)
    if (secrets.knownHosts !== undefined) return
    await this.#credentials.keep(token, { ...secrets, knownHosts })
  }
}

function unreadable({ client }: Connection, identifier: string, reason: string): string {
  return `Repository ${identifier} could not be read at ${client.httpUrl}: ${reason}`
}

/** Hosts answer either way, for missing and for forbidden repositories. */
function mayBeElsewhere({ reason }: GitFailure): boolean {
  return reason === 'not_found' || reason === 'authentication'
}

/** A refused credential says more than a missing repository. */
function moreTelling(one: GitFailure | undefined, other: GitFailure): GitFailure {
  return one === undefined || one.reason === 'not_found' ? other : one
}
