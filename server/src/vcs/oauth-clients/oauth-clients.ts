import type { AuditFact } from '../../audit-trail/index.ts'
import type { Queries } from '../../database/index.ts'
import { Invalid, NotFound, type OAuthClientId, type Page, type PageRequest, Unauthenticated } from '../../kernel/index.ts'
import type { AgentPoolLookup, Organizations } from '../../organizations/index.ts'
import { authorize, type OrganizationAction, type Subject } from '../../permissions/index.ts'
import { Credentials, providerOf, type VcsParts } from '../connections/connections.ts'
import type { OAuthClient, OAuthClientWithTokens } from '../connections/oauth-client.ts'
import { OAuthClientRows } from '../connections/oauth-client-rows.ts'
import { OAuthTokenRows } from '../connections/oauth-token-rows.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import { GITHUB_APP } from '../host/service-provider.ts'
import { requestListing } from '../listings/listing-requests.ts'
import { DeliveryRows } from '../webhooks/delivery-rows.ts'
import type { ConnectionDelivery } from '../webhooks/webhook.ts'
import { requestRemovals } from '../webhooks/webhook-jobs.ts'
import {
  bringsSecrets,
  type ChangeContext,
  changedClient,
  newClient,
  type OAuthClientChanges,
  type OAuthClientWanted,
} from './oauth-client-changes.ts'

// The official client's tests compare this text.
const NO_AGENT_POOL = 'the provided agent pool does not exist or you are not authorized to use it'
const NO_PROJECT = 'One of these projects does not exist in the organization'

export interface OAuthClientsParts extends VcsParts {
  organizations: Pick<Organizations, 'permitted'>
  agentPools: AgentPoolLookup
}

export class OAuthClients {
  readonly #parts: OAuthClientsParts
  readonly #rows: OAuthClientRows
  readonly #credentials: Credentials

  constructor(parts: OAuthClientsParts) {
    this.#parts = parts
    this.#rows = new OAuthClientRows(parts.queries)
    this.#credentials = new Credentials(parts)
  }

  /** Does not contact the host. The client gets one token, even without a credential; with an OAuth application, it gets none before the first sign-in. */
  async create(subject: Subject, organizationName: string, wanted: OAuthClientWanted): Promise<OAuthClientWithTokens> {
    const { id: organizationId } = await this.#parts.organizations.permitted(subject, 'manage-vcs-settings', organizationName)
    if (changesPublishing(wanted)) authorize(subject, 'manage-modules', organizationId, `organization ${organizationName}`)
    // Forms send an empty key for none; only removing a key is refused.
    const named = { ...wanted, key: wanted.key === '' ? undefined : wanted.key }
    const { client, secrets } = newClient(organizationId, named, this.#context())
    if ((await this.#rows.byUuid(client.uuid)) !== undefined) throw new Invalid('Uuid is already taken', '/data/attributes/uuid')
    await this.#checkAgentPool(client)
    // With an OAuth application, the token comes from the sign-in.
    const waitsForSignIn = providerOf(client).oauth !== undefined && secrets.token === undefined
    const token = waitsForSignIn ? undefined : this.#credentials.create(client, secrets)
    const work = async (tx: Queries) => {
      const rows = new OAuthClientRows(tx)
      await rows.insert(client)
      if (token !== undefined) await new OAuthTokenRows(tx).insert(token)
      if (token !== undefined && client.autoPublishSince !== null) await requestListing(tx, token.id, client.createdAt)
      await rows.addProjects(client, wanted.projectIds ?? [])
    }
    await this.#parts.changes.make(subject, work, () => factOf('create', client))
    return await this.#existing(client.id)
  }

  /** The oldest first. */
  async list(subject: Subject, organizationName: string, request: PageRequest): Promise<Page<OAuthClientWithTokens>> {
    const { id } = await this.#parts.organizations.permitted(subject, 'read-vcs-settings', organizationName)
    return await this.#rows.ofOrganization(id, request)
  }

  async read(subject: Subject, id: OAuthClientId): Promise<OAuthClientWithTokens> {
    return await this.#permitted(subject, 'read-vcs-settings', id)
  }

  /** What the host delivered for any of its repositories, the newest first. */
  async deliveries(subject: Subject, id: OAuthClientId, request: PageRequest): Promise<Page<ConnectionDelivery>> {
    await this.#permitted(subject, 'read-vcs-settings', id)
    return await new DeliveryRows(this.#parts.queries).ofClient(id, request)
  }

  /** A client's addresses are fixed. The first new secret recreates a deleted token. */
  async update(subject: Subject, id: OAuthClientId, changes: OAuthClientChanges): Promise<OAuthClientWithTokens> {
    const current = await this.#permitted(subject, 'manage-vcs-settings', id)
    if (changesPublishing(changes)) authorize(subject, 'manage-modules', current.organizationId, `oauth client ${id}`)
    const [token] = await new OAuthTokenRows(this.#parts.queries).ofClient(id)
    const known = token === undefined ? {} : this.#credentials.open(token)
    const { client, secrets } = changedClient({ client: current, secrets: known }, changes, this.#context())
    if (client.agentPoolId !== current.agentPoolId) await this.#checkAgentPool(client)
    const work = async (tx: Queries) => {
      const rows = new OAuthClientRows(tx)
      await rows.update(client)
      if (changes.projectIds !== undefined) {
        await rows.removeProjects(id)
        await rows.addProjects(client, changes.projectIds)
      }
      if (token !== undefined) await this.#credentials.replace(tx, token, secrets)
      else if (bringsSecrets(changes)) await new OAuthTokenRows(tx).insert(this.#credentials.create(client, secrets))
      // The current repositories are the baseline: only later ones are new.
      const isWatchedNow = client.autoPublishSince !== null && changesPublishing(changes)
      if (token !== undefined && isWatchedNow) await requestListing(tx, token.id, client.updatedAt)
    }
    await this.#parts.changes.make(subject, work, () => factOf('update', client))
    return await this.#permitted(subject, 'manage-vcs-settings', id)
  }

  /** @throws Invalid, without a change, when one is not a project of the organization */
  async addProjects(subject: Subject, id: OAuthClientId, projectIds: readonly string[]): Promise<void> {
    const wanted = [...new Set(projectIds)]
    await this.#changeProjects(subject, id, async (rows, client) => {
      if ((await rows.addProjects(client, wanted)) < wanted.length) throw new Invalid(NO_PROJECT, '/data')
    })
  }

  /** Ignores projects that the connection is not scoped to. */
  async removeProjects(subject: Subject, id: OAuthClientId, projectIds: readonly string[]): Promise<void> {
    await this.#changeProjects(subject, id, (rows) => rows.removeProjects(id, projectIds))
  }

  async #changeProjects(
    subject: Subject,
    id: OAuthClientId,
    change: (rows: OAuthClientRows, client: OAuthClient) => Promise<void>,
  ): Promise<void> {
    const client = await this.#permitted(subject, 'manage-vcs-settings', id)
    const work = (tx: Queries) => change(new OAuthClientRows(tx), client)
    await this.#parts.changes.make(subject, work, () => factOf('update', client))
  }

  /** Its modules stay, but get no new versions. */
  async delete(subject: Subject, id: OAuthClientId): Promise<void> {
    const client = await this.#permitted(subject, 'manage-vcs-settings', id)
    const work = async (tx: Queries) => {
      await requestRemovals(tx, await new VcsRepositoryRows(tx).ofClient(id), this.#parts)
      await new OAuthClientRows(tx).delete(id)
    }
    await this.#parts.changes.make(subject, work, () => factOf('destroy', client))
  }

  async #permitted(subject: Subject, action: OrganizationAction, id: OAuthClientId): Promise<OAuthClientWithTokens> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const client = await this.#existing(id)
    authorize(subject, action, client.organizationId, `oauth client ${id}`)
    return client
  }

  async #existing(id: OAuthClientId): Promise<OAuthClientWithTokens> {
    const client = await this.#rows.byId(id)
    if (client === undefined || client.serviceProvider === GITHUB_APP) throw new NotFound(`oauth client ${id} not found`)
    return client
  }

  async #checkAgentPool({ organizationId, agentPoolId }: OAuthClient): Promise<void> {
    if (agentPoolId === null || (await this.#parts.agentPools.hasAgentPool(organizationId, agentPoolId))) return
    throw new Invalid(NO_AGENT_POOL, '/data/relationships/agent-pool')
  }

  #context(): ChangeContext {
    return { credentials: this.#credentials, configuration: this.#parts.configuration, now: this.#parts.clock.now() }
  }
}

function changesPublishing({ autoPublish, autoPublishGroups }: OAuthClientChanges): boolean {
  return autoPublish !== undefined || autoPublishGroups !== undefined
}

function factOf(action: string, client: OAuthClient): AuditFact {
  const { id, organizationId, name, serviceProvider, httpUrl, autoPublishSince, autoPublishGroups } = client
  const meta = { name, serviceProvider, httpUrl, autoPublish: autoPublishSince !== null, autoPublishGroups }
  const resource = { type: 'oauth_client', id, meta }
  return { action, resource, organizationId }
}
