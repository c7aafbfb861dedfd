import type { AuditFact } from '../../audit-trail/index.ts'
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
import { Credentials, shown, type VcsParts } from '../connections/connections.ts'
import { OAuthClientRows } from '../connections/oauth-client-rows.ts'
import type { OAuthToken, StoredOAuthToken } from '../connections/oauth-token.ts'
import { OAuthTokenRows } from '../connections/oauth-token-rows.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import { normaliseSshKey, sshKeyProblem } from '../credentials/ssh-key.ts'
import { GITHUB_APP } from '../host/service-provider.ts'
import { requestRemovals } from '../webhooks/webhook-jobs.ts'

export interface OAuthTokensParts extends VcsParts {
  organizations: Pick<Organizations, 'permitted'>
}

export class OAuthTokens {
  readonly #parts: OAuthTokensParts
  readonly #rows: OAuthTokenRows
  readonly #clients: OAuthClientRows
  readonly #credentials: Credentials

  constructor(parts: OAuthTokensParts) {
    this.#parts = parts
    this.#rows = new OAuthTokenRows(parts.queries)
    this.#clients = new OAuthClientRows(parts.queries)
    this.#credentials = new Credentials(parts)
  }

  /** The oldest first. */
  async list(subject: Subject, organizationName: string, request: PageRequest): Promise<Page<OAuthToken>> {
    const { id } = await this.#parts.organizations.permitted(subject, 'read-vcs-settings', organizationName)
    const page = await this.#rows.ofOrganization(id, request)
    return { ...page, items: page.items.map(shown) }
  }

  /** @throws NotFound when the subject may not see such a client */
  async listOfClient(subject: Subject, clientId: OAuthClientId): Promise<OAuthToken[]> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const client = await this.#clients.byId(clientId)
    if (client === undefined || client.serviceProvider === GITHUB_APP) throw new NotFound(`oauth client ${clientId} not found`)
    authorize(subject, 'read-vcs-settings', client.organizationId, `oauth client ${clientId}`)
    return (await this.#rows.ofClient(clientId)).map(shown)
  }

  async read(subject: Subject, id: OAuthTokenId): Promise<OAuthToken> {
    return shown(await this.#permitted(subject, 'read-vcs-settings', id))
  }

  /**
   * @param changes `sshKey`: PEM or OpenSSH format, without passphrase
   * @throws Invalid for any other key
   */
  async update(subject: Subject, id: OAuthTokenId, changes: { sshKey?: string | undefined }): Promise<OAuthToken> {
    const token = await this.#permitted(subject, 'manage-vcs-settings', id)
    if (changes.sshKey === undefined) return shown(token)
    const problem = sshKeyProblem(changes.sshKey)
    if (problem !== undefined) throw new Invalid(problem, '/data/attributes/ssh-key')
    const secrets = { ...this.#credentials.open(token), privateKey: normaliseSshKey(changes.sshKey) }
    const work = (tx: Queries) => this.#credentials.replace(tx, token, secrets)
    return shown(await this.#parts.changes.make(subject, work, () => factOf('update', token)))
  }

  /** The client stays. */
  async delete(subject: Subject, id: OAuthTokenId): Promise<void> {
    const token = await this.#permitted(subject, 'manage-vcs-settings', id)
    const work = async (tx: Queries) => {
      await requestRemovals(tx, await new VcsRepositoryRows(tx).ofToken(id), this.#parts)
      await new OAuthTokenRows(tx).delete(id)
    }
    await this.#parts.changes.make(subject, work, () => factOf('destroy', token))
  }

  async #permitted(subject: Subject, action: OrganizationAction, id: OAuthTokenId): Promise<StoredOAuthToken> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const token = await this.#rows.byId(id)
    const client = token === undefined ? undefined : await this.#clients.byId(token.oauthClientId)
    if (token === undefined || client?.serviceProvider === GITHUB_APP) throw new NotFound(`oauth token ${id} not found`)
    authorize(subject, action, token.organizationId, `oauth token ${id}`)
    return token
  }
}

function factOf(action: string, { id, organizationId }: StoredOAuthToken): AuditFact {
  return { action, resource: { type: 'oauth_token', id }, organizationId }
}
