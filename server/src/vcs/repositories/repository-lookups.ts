// Finding a repository for somebody who wants to publish it.
import { type GithubAppInstallationId, NotFound, type OAuthTokenId, Unauthenticated } from '../../kernel/index.ts'
import { authorize, can, type Subject } from '../../permissions/index.ts'
import { connectionOf } from '../connections/connection.ts'
import type { VcsParts } from '../connections/connections.ts'
import { InstallationRows } from '../github-app/installation-rows.ts'
import type { RefLister } from '../host/ports.ts'
import type { LocatedRepository, RepositoryRemotes } from './repository-remotes.ts'

export interface RepositoryLookupsParts extends Pick<VcsParts, 'queries'> {
  remotes: Pick<RepositoryRemotes, 'locate'>
}

/** For people: every method checks what its subject may do. */
export class RepositoryLookups {
  readonly #parts: RepositoryLookupsParts

  constructor(parts: RepositoryLookupsParts) {
    this.#parts = parts
  }

  /**
   * Contacts the host to find out where the repository is.
   * @throws NotFound when the subject may not publish modules from the connection; Invalid when the identifier is wrong
   *   or the repository cannot be read, with the host's answer
   */
  async locate(
    subject: Subject,
    wanted: Pick<LocatedRepository, 'oauthTokenId' | 'identifier'>,
    lister: RefLister,
  ): Promise<LocatedRepository> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const what = `oauth token ${wanted.oauthTokenId}`
    const connection = await connectionOf(this.#parts.queries, wanted.oauthTokenId)
    if (connection === undefined) throw new NotFound(`${what} not found`)
    authorize(subject, 'manage-modules', connection.client.organizationId, what)
    return await this.#parts.remotes.locate(wanted, lister)
  }

  /** @returns the token that reads what the installation may read; undefined when the subject may not publish modules from it */
  async tokenOfInstallation(subject: Subject, id: string): Promise<OAuthTokenId | undefined> {
    const installation = await new InstallationRows(this.#parts.queries).byId(id as GithubAppInstallationId)
    if (installation === undefined || installation.removedAt !== null) return undefined
    return can(subject, 'manage-modules', installation.organizationId) ? installation.oauthTokenId : undefined
  }
}
