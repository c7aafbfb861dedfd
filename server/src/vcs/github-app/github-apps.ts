// Sets up a GitHub App: from a manifest to an app of an organization and its installations.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { AuditFact } from '../../audit-trail/index.ts'
import type { Queries } from '../../database/index.ts'
import { type GithubAppId, Invalid, NotFound, newId, type Page, type PageRequest, Unauthenticated } from '../../kernel/index.ts'
import type { Organization, Organizations } from '../../organizations/index.ts'
import { authorize, type OrganizationAction, type Subject } from '../../permissions/index.ts'
import { Credentials, type VcsParts } from '../connections/connections.ts'
import type { OAuthClient } from '../connections/oauth-client.ts'
import { OAuthClientRows } from '../connections/oauth-client-rows.ts'
import { HostFailure } from '../host/host-failure.ts'
import { hostParts } from '../host/provider.ts'
import { GITHUB_APP } from '../host/service-provider.ts'
import { apiUrlFor } from '../providers/github/address.ts'
import { convertManifest, manifestOf, type RegisteredApp, registrationUrl } from '../providers/github/app-manifest.ts'
import { webAddressProblem } from '../providers/github/connection-problems.ts'
import { DeliveryRows } from '../webhooks/delivery-rows.ts'
import type { ConnectionDelivery } from '../webhooks/webhook.ts'
import { appWebhookUrl, type GithubApp, type GithubAppInstallation, sealAppSecrets } from './github-app.ts'
import { GithubAppRows } from './github-app-rows.ts'
import { InstallationRefresh } from './installation-refresh.ts'
import { InstallationRows } from './installation-rows.ts'

type User = Extract<Subject, { kind: 'user' }>

/** The form that the browser posts to GitHub. */
export interface ManifestForm {
  /** of GitHub */
  action: string
  /** JSON */
  manifest: string
  httpUrl: string
}

const STATE_BYTES = 32
/** GitHub's code lives as long. */
const LIFETIME_MS = 60 * 60_000
const ACCOUNT = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/

export interface GithubAppsParts extends VcsParts {
  organizations: Pick<Organizations, 'permitted'>
}

export class GithubApps {
  readonly #parts: GithubAppsParts
  readonly #apps: GithubAppRows
  readonly #credentials: Credentials

  constructor(parts: GithubAppsParts) {
    this.#parts = parts
    this.#apps = new GithubAppRows(parts.queries)
    this.#credentials = new Credentials(parts)
  }

  /** @throws NotFound when the person may not manage connections of such an organization */
  async permitted(user: User, organizationName: string): Promise<Organization> {
    return await this.#parts.organizations.permitted(user, 'manage-vcs-settings', organizationName)
  }

  /**
   * @param wanted `account`: the GitHub organization that will own the app; undefined for the person's own account
   * @throws NotFound; Invalid when the address cannot be GitHub's
   */
  async begin(user: User, organizationName: string, wanted: { httpUrl: string; account: string | undefined }): Promise<ManifestForm> {
    const { clock, publicUrl } = this.#parts
    const organization = await this.permitted(user, organizationName)
    const { account } = wanted
    const problem = webAddressProblem('The address of GitHub', wanted.httpUrl)
    if (problem !== undefined) throw new Invalid(problem)
    if (account !== undefined && !ACCOUNT.test(account)) throw new Invalid(`${account.slice(0, 60)} is not a valid organization name`)
    const httpUrl = wanted.httpUrl.replace(/\/+$/, '')
    const state = randomBytes(STATE_BYTES).toString('base64url')
    const uuid = randomUUID()
    await this.#apps.deleteExpiredRequests(clock.now())
    await this.#apps.insertRequest({
      state_hash: hashOf(state),
      organization_id: organization.id,
      user_id: user.userId,
      uuid,
      http_url: httpUrl,
      expires_at: clock.now() + LIFETIME_MS,
    })
    const manifest = manifestOf({
      organizationName: organization.name,
      publicUrl,
      webhookUrl: appWebhookUrl(publicUrl, uuid),
      redirectUrl: `${publicUrl}/app/github-apps/${uuid}/callback`,
      setupUrl: `${publicUrl}/app/github-apps/${uuid}/installed`,
    })
    return { action: registrationUrl(httpUrl, account, state), manifest: JSON.stringify(manifest), httpUrl }
  }

  /**
   * GitHub created the app: exchanges the code for its credentials.
   * @throws Invalid when the answer belongs to no request of this person, or GitHub rejects the code; NotFound when the
   *   person may no longer manage connections
   */
  async complete(user: User, uuid: string, answer: { state: string; code: string | undefined }): Promise<GithubApp> {
    const { clock } = this.#parts
    const request = await this.#apps.takeRequest(hashOf(answer.state))
    if (request === undefined || request.user_id !== user.userId || request.uuid !== uuid || request.expires_at < clock.now()) {
      throw new Invalid('This GitHub App setup is unknown or has expired. Start it again.')
    }
    authorize(user, 'manage-vcs-settings', request.organization_id, 'The organization')
    if (answer.code === undefined) throw new Invalid('GitHub sent no code. Start the setup again.')
    const at = { httpUrl: request.http_url, apiUrl: apiUrlFor(request.http_url) }
    const registered = await convertManifest(at, answer.code, hostParts(this.#parts, GITHUB_APP)).catch((error: unknown) => {
      throw error instanceof HostFailure ? new Invalid(`GitHub did not return the app's credentials: ${error.message}`) : error
    })
    return await this.#store(user, { uuid, organizationId: request.organization_id, ...at }, registered)
  }

  /** @throws NotFound when the person may not manage such an app */
  async read(user: User, uuid: string): Promise<GithubApp> {
    const app = await this.#apps.byUuid(uuid)
    if (app === undefined) throw new NotFound('There is no such GitHub App.')
    authorize(user, 'manage-vcs-settings', app.organizationId, 'The GitHub App')
    return app
  }

  /** @throws NotFound when the subject may not see such an app */
  async readById(subject: Subject, id: GithubAppId): Promise<GithubApp> {
    return await this.#permitted(subject, 'read-vcs-settings', id)
  }

  /** What GitHub delivered for any repository of its installations, the newest first. */
  async deliveries(subject: Subject, id: GithubAppId, request: PageRequest): Promise<Page<ConnectionDelivery>> {
    const { oauthClientId } = await this.readById(subject, id)
    return await new DeliveryRows(this.#parts.queries).ofClient(oauthClientId, request)
  }

  /** The oldest first. */
  async list(subject: Subject, organizationName: string): Promise<GithubApp[]> {
    const { id } = await this.#parts.organizations.permitted(subject, 'read-vcs-settings', organizationName)
    return await this.#apps.ofOrganization(id)
  }

  /** The app stays at GitHub, without access here. Its modules stay, but get no new versions. */
  async delete(subject: Subject, id: GithubAppId): Promise<void> {
    const app = await this.#permitted(subject, 'manage-vcs-settings', id)
    const work = (tx: Queries) => new OAuthClientRows(tx).delete(app.oauthClientId)
    await this.#parts.changes.make(subject, work, () => factOf('destroy', app))
  }

  /** Asks GitHub. @throws Invalid when GitHub does not answer */
  async installationsOf(app: GithubApp): Promise<GithubAppInstallation[]> {
    try {
      await new InstallationRefresh(this.#parts).refresh(app.id)
    } catch (error) {
      throw error instanceof HostFailure ? new Invalid(`GitHub did not list the app's installations: ${error.message}`) : error
    }
    const found = await new InstallationRows(this.#parts.queries).ofApp(app.id)
    return found.filter(({ removedAt }) => removedAt === null)
  }

  async #permitted(subject: Subject, action: OrganizationAction, id: GithubAppId): Promise<GithubApp> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const app = await this.#apps.byId(id)
    if (app === undefined) throw new NotFound(`GitHub App ${id} not found`)
    authorize(subject, action, app.organizationId, `GitHub App ${id}`)
    return app
  }

  async #store(
    user: User,
    of: Pick<GithubApp, 'uuid' | 'organizationId'> & { httpUrl: string; apiUrl: string },
    registered: RegisteredApp,
  ): Promise<GithubApp> {
    if (registered.webhook_secret === null) throw new Invalid('GitHub created the app without a webhook secret.')
    const { changes, clock, secretBox } = this.#parts
    const now = clock.now()
    const client = this.#clientOf(of, registered, now)
    const id = newId('github-app')
    const app: GithubApp = {
      id,
      organizationId: of.organizationId,
      oauthClientId: client.id,
      uuid: of.uuid,
      appId: registered.id,
      slug: registered.slug,
      name: registered.name,
      clientId: registered.client_id,
      htmlUrl: registered.html_url,
      secrets: sealAppSecrets(secretBox, id, { webhookSecret: registered.webhook_secret, clientSecret: registered.client_secret }),
      connectedBy: user.userId,
      createdAt: now,
    }
    const work = async (tx: Queries) => {
      await new OAuthClientRows(tx).insert(client)
      await new GithubAppRows(tx).insert(app)
    }
    await changes.make(user, work, () => factOf('create', app))
    return app
  }

  #clientOf(
    { organizationId, httpUrl, apiUrl }: Pick<OAuthClient, 'organizationId' | 'httpUrl' | 'apiUrl'>,
    app: RegisteredApp,
    now: number,
  ) {
    const id = newId('oauth-client')
    const client: OAuthClient = {
      id,
      organizationId,
      uuid: randomUUID(),
      serviceProvider: GITHUB_APP,
      name: app.name,
      key: String(app.id),
      secret: this.#credentials.sealClientSecret(id, app.pem),
      rsaPublicKey: null,
      tenantId: null,
      adoOrganization: null,
      httpUrl,
      apiUrl,
      tokenScheme: 'basic',
      organizationScoped: true,
      autoPublishSince: null,
      autoPublishGroups: [],
      agentPoolId: null,
      createdAt: now,
      updatedAt: now,
    }
    return client
  }
}

function factOf(action: string, { id, organizationId, name, appId }: GithubApp): AuditFact {
  return { action, resource: { type: 'github_app', id, meta: { name, appId } }, organizationId }
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('hex')
}
