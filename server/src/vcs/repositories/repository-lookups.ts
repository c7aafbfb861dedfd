// Finding a repository for somebody who wants to publish it.
import { type GithubAppInstallationId, NotFound, type OAuthTokenId, type OrganizationId, Unauthenticated } from '../../kernel/index.ts'
import { authorize, can, type Subject } from '../../permissions/index.ts'
import { type Connection, connectionOf } from '../connections/connection.ts'
import type { VcsParts } from '../connections/connections.ts'
import { InstallationRows } from '../github-app/installation-rows.ts'
import { mayPublishFrom } from '../github-app/installation-use.ts'
import type { RefLister } from '../host/ports.ts'
import type { LocatedRepository, RepositoryRemotes } from './repository-remotes.ts'

export interface RepositoryLookupsParts extends Pick<VcsParts, 'queries'> {
  remotes: Pick<RepositoryRemotes, 'locate'>
}

/** A repository as people name it. */
export interface RepositoryWanted extends Pick<LocatedRepository, 'oauthTokenId' | 'identifier'> {
  /** where its modules are to be; the organization of the connection unless given */
  organizationId?: OrganizationId | undefined
}

/** For people: every method checks what its subject may do. */
export class RepositoryLookups {
  readonly #parts: RepositoryLookupsParts
  readonly #installations: InstallationRows

  constructor(parts: RepositoryLookupsParts) {
    this.#parts = parts
    this.#installations = new InstallationRows(parts.queries)
  }

  /**
   * Contacts the host to find out where the repository is.
   * @returns it for the wanted organization, if its modules may be there, and otherwise for that of the connection
   * @throws NotFound when the subject may not publish modules from the connection; Invalid when the identifier is wrong
   *   or the repository cannot be read, with the host's answer
   */
  async locate(subject: Subject, { organizationId: target, ...wanted }: RepositoryWanted, lister: RefLister): Promise<LocatedRepository> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const what = `oauth token ${wanted.oauthTokenId}`
    const connection = await connectionOf(this.#parts.queries, wanted.oauthTokenId)
    if (connection === undefined) throw new NotFound(`${what} not found`)
    const home = connection.client.organizationId
    const isElsewhere = target !== undefined && target !== home && (await this.#reaches(subject, connection, target))
    if (!isElsewhere) authorize(subject, 'manage-modules', home, what)
    const located = await this.#parts.remotes.locate(wanted, lister)
    return isElsewhere ? { ...located, organizationId: target } : located
  }

  /**
   * @param organizationId where its modules are to be; the organization of the installation unless given
   * @returns the token that reads what the installation may read; undefined when the subject may not publish modules from it
   */
  async tokenOfInstallation(subject: Subject, id: string, organizationId?: OrganizationId): Promise<OAuthTokenId | undefined> {
    const installation = await this.#installations.byId(id as GithubAppInstallationId)
    if (installation === undefined || installation.removedAt !== null) return undefined
    const isAllowed =
      can(subject, 'manage-modules', installation.organizationId) ||
      (organizationId !== undefined && mayPublishFrom(subject, installation, organizationId))
    return isAllowed ? installation.oauthTokenId : undefined
  }

  /** Only installations of GitHub Apps reach beyond their organization. */
  async #reaches(subject: Subject, { token }: Connection, organizationId: OrganizationId): Promise<boolean> {
    const installation = await this.#installations.byToken(token.id)
    return installation !== undefined && mayPublishFrom(subject, installation, organizationId)
  }
}
