import type { Queries } from '../../database/index.ts'
import {
  Invalid,
  NotFound,
  type OAuthClientId,
  type OAuthTokenId,
  type Page,
  type PageRequest,
  Unauthenticated,
} from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import { authorize, type OrganizationAction, type Subject } from '../../permissions/index.ts'
import { ConnectionRows } from '../connections/connection-rows.ts'
import { Credentials, shown, type VcsDependencies } from '../connections/connections.ts'
import type { OAuthToken, StoredOAuthToken } from '../connections/oauth-token.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import { normaliseSshKey, sshKeyProblem } from '../credentials/ssh-key.ts'
import { GITHUB_APP } from '../host/service-provider.ts'
import { requestRemovals } from '../webhooks/webhook-jobs.ts'

export class OAuthTokens {
  readonly #dependencies: VcsDependencies
  readonly #organizations: Pick<Organizations, 'permitted'>
  readonly #rows: ConnectionRows
  readonly #credentials: Credentials

  constructor(dependencies: VcsDependencies, organizations: Pick<Organizations, 'permitted'>) {
    this.#dependencies = dependencies
    this.#organizations = organizations
    this.#rows = new ConnectionRows(dependencies.database)
    this.#credentials = new Credentials(dependencies)
  }

  /** The oldest first. */
  async list(subject: Subject, organizationName: string, request: PageRequest): Promise<Page<OAuthToken>> {
    const { id } = await this.#organizations.permitted(subject, 'read-vcs-settings', organizationName)
    const page = await this.#rows.tokensOf(id, request)
    return { ...page, items: page.items.map(shown) }
  }

  /** @throws NotFound when there is no such client for the subject */
  async listOfClient(subject: Subject, clientId: OAuthClientId): Promise<OAuthToken[]> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const client = await this.#rows.client(clientId)
    if (client === undefined || client.serviceProvider === GITHUB_APP) throw new NotFound(`oauth client ${clientId} not found`)
    authorize(subject, 'read-vcs-settings', client.organizationId, `oauth client ${clientId}`)
    return (await this.#rows.tokensOfClient(clientId)).map(shown)
  }

  async read(subject: Subject, id: OAuthTokenId): Promise<OAuthToken> {
    return shown(await this.#permitted(subject, 'read-vcs-settings', id))
  }

  /**
   * @param changes `sshKey`: PEM or OpenSSH format, without passphrase
   * @throws Invalid when it is no such key
   */
  async update(subject: Subject, id: OAuthTokenId, changes: { sshKey?: string | undefined }): Promise<OAuthToken> {
    const token = await this.#permitted(subject, 'manage-vcs-settings', id)
    if (changes.sshKey === undefined) return shown(token)
    const problem = sshKeyProblem(changes.sshKey)
    if (problem !== undefined) throw new Invalid(problem, '/data/attributes/ssh-key')
    const secrets = { ...this.#credentials.open(token), privateKey: normaliseSshKey(changes.sshKey) }
    const changed = await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      await this.#record(transaction, subject, 'update', token)
      return await this.#credentials.replace(transaction, token, secrets)
    })
    return shown(changed)
  }

  /** The client stays. */
  async delete(subject: Subject, id: OAuthTokenId): Promise<void> {
    const token = await this.#permitted(subject, 'manage-vcs-settings', id)
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      await requestRemovals(transaction, await new VcsRepositoryRows(transaction).ofToken(id), this.#dependencies)
      await new ConnectionRows(transaction).deleteToken(id)
      await this.#record(transaction, subject, 'destroy', token)
    })
  }

  async #record(transaction: Queries, subject: Subject, action: string, { id, organizationId }: StoredOAuthToken): Promise<void> {
    await this.#dependencies.trail.record(transaction, { subject, action, resource: { type: 'oauth_token', id }, organizationId })
  }

  async #permitted(subject: Subject, action: OrganizationAction, id: OAuthTokenId): Promise<StoredOAuthToken> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const token = await this.#rows.token(id)
    const client = token === undefined ? undefined : await this.#rows.client(token.oauthClientId)
    if (token === undefined || client?.serviceProvider === GITHUB_APP) throw new NotFound(`oauth token ${id} not found`)
    authorize(subject, action, token.organizationId, `oauth token ${id}`)
    return token
  }
}
