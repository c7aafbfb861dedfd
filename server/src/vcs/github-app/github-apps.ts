// Setting a GitHub App up: from a manifest to an app that belongs to an organization, and from there to its installations.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Queries } from '../../database/index.ts'
import { type GithubAppId, Invalid, NotFound, newId, Unauthenticated } from '../../kernel/index.ts'
import type { Organization, Organizations } from '../../organizations/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import { ConnectionRows } from '../connections/connection-rows.ts'
import { Credentials, type VcsDependencies } from '../connections/connections.ts'
import type { OAuthClient } from '../connections/oauth-client.ts'
import { HostFailure } from '../host/host-failure.ts'
import { GITHUB_APP } from '../host/service-provider.ts'
import { apiUrlFor } from '../providers/github/address.ts'
import { convertManifest, manifestOf, type RegisteredApp, registrationUrl } from '../providers/github/app-manifest.ts'
import { webAddressProblem } from '../providers/github/connection-problems.ts'
import { appWebhookUrl, type GithubApp, type GithubAppInstallation, sealAppSecrets } from './github-app.ts'
import { GithubAppRows } from './github-app-rows.ts'
import { InstallationRefresh } from './installation-refresh.ts'
import { InstallationRows } from './installation-rows.ts'

type User = Extract<Subject, { kind: 'user' }>

/** What the browser is to send to GitHub. */
export interface ManifestForm {
  /** of GitHub */
  action: string
  /** JSON */
  manifest: string
  httpUrl: string
}

const STATE_BYTES = 32
/** GitHub keeps the code for as long. */
const LIFETIME_MS = 60 * 60_000
const ACCOUNT = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/

export class GithubApps {
  readonly #dependencies: VcsDependencies
  readonly #organizations: Pick<Organizations, 'permitted'>
  readonly #apps: GithubAppRows
  readonly #credentials: Credentials

  constructor(dependencies: VcsDependencies, organizations: Pick<Organizations, 'permitted'>) {
    this.#dependencies = dependencies
    this.#organizations = organizations
    this.#apps = new GithubAppRows(dependencies.database)
    this.#credentials = new Credentials(dependencies)
  }

  /** @throws NotFound when there is no such organization in which the person may set connections up */
  async permitted(user: User, organizationName: string): Promise<Organization> {
    return await this.#organizations.permitted(user, 'manage-vcs-settings', organizationName)
  }

  /**
   * @param wanted `account`: the organization of GitHub that is to own the app; undefined for the person's own account
   * @throws NotFound; Invalid when GitHub cannot be there
   */
  async begin(user: User, organizationName: string, wanted: { httpUrl: string; account: string | undefined }): Promise<ManifestForm> {
    const { clock, publicUrl } = this.#dependencies
    const organization = await this.permitted(user, organizationName)
    const { account } = wanted
    const problem = webAddressProblem('The address of GitHub', wanted.httpUrl)
    if (problem !== undefined) throw new Invalid(problem)
    if (account !== undefined && !ACCOUNT.test(account)) throw new Invalid(`${account.slice(0, 60)} is not the name of an organization`)
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
   * GitHub made the app; its keys are fetched with the code.
   * @throws Invalid when the answer belongs to no request of this person, or GitHub hands nothing over; NotFound when the
   *   person may not set connections up any more
   */
  async complete(user: User, uuid: string, answer: { state: string; code: string | undefined }): Promise<GithubApp> {
    const { clock, http } = this.#dependencies
    const request = await this.#apps.takeRequest(hashOf(answer.state))
    if (request === undefined || request.user_id !== user.userId || request.uuid !== uuid || request.expires_at < clock.now()) {
      throw new Invalid('This is unknown here, or too old. Start again with setting the GitHub App up.')
    }
    authorize(user, 'manage-vcs-settings', request.organization_id, 'The organization')
    if (answer.code === undefined) throw new Invalid('GitHub sent no code. Start again with setting the GitHub App up.')
    const at = { httpUrl: request.http_url, apiUrl: apiUrlFor(request.http_url) }
    const registered = await convertManifest(at, answer.code, { http, clock }).catch((error: unknown) => {
      throw error instanceof HostFailure ? new Invalid(`GitHub did not hand the app over: ${error.message}`) : error
    })
    return await this.#store(user, { uuid, organizationId: request.organization_id, ...at }, registered)
  }

  /** @throws NotFound when there is no such app that the person may set up */
  async read(user: User, uuid: string): Promise<GithubApp> {
    const app = await this.#apps.byUuid(uuid)
    if (app === undefined) throw new NotFound('There is no such GitHub App.')
    authorize(user, 'manage-vcs-settings', app.organizationId, 'The GitHub App')
    return app
  }

  /** Those of the organization, the oldest first. */
  async list(subject: Subject, organizationName: string): Promise<GithubApp[]> {
    const { id } = await this.#organizations.permitted(subject, 'read-vcs-settings', organizationName)
    return await this.#apps.ofOrganization(id)
  }

  /** The app at GitHub stays, and can do nothing here any more. Modules that came from it stay; new versions are no longer looked for. */
  async delete(subject: Subject, id: GithubAppId): Promise<void> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const app = await this.#apps.byId(id)
    if (app === undefined) throw new NotFound(`GitHub App ${id} not found`)
    authorize(subject, 'manage-vcs-settings', app.organizationId, `GitHub App ${id}`)
    await this.#dependencies.database.transaction().execute(async (transaction: Queries) => {
      await new ConnectionRows(transaction).deleteClient(app.oauthClientId)
      await this.#record(transaction, subject, 'destroy', app)
    })
  }

  /** Asks GitHub. @throws Invalid when it cannot be asked */
  async installationsOf(app: GithubApp): Promise<GithubAppInstallation[]> {
    try {
      await new InstallationRefresh(this.#dependencies).refresh(app.id)
    } catch (error) {
      throw error instanceof HostFailure ? new Invalid(`GitHub could not be asked where the app is installed: ${error.message}`) : error
    }
    const found = await new InstallationRows(this.#dependencies.database).ofApp(app.id)
    return found.filter(({ removedAt }) => removedAt === null)
  }

  async #store(
    user: User,
    of: Pick<GithubApp, 'uuid' | 'organizationId'> & { httpUrl: string; apiUrl: string },
    registered: RegisteredApp,
  ): Promise<GithubApp> {
    if (registered.webhook_secret === null) throw new Invalid('GitHub made the app without a secret for its webhook.')
    const { clock, database, secretBox } = this.#dependencies
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
      createdAt: now,
    }
    await database.transaction().execute(async (transaction: Queries) => {
      await new ConnectionRows(transaction).insertClient(client)
      await new GithubAppRows(transaction).insert(app)
      await this.#record(transaction, user, 'create', app)
    })
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
      httpUrl,
      apiUrl,
      tokenScheme: 'basic',
      organizationScoped: true,
      autoPublishSince: null,
      agentPoolId: null,
      createdAt: now,
      updatedAt: now,
    }
    return client
  }

  async #record(transaction: Queries, subject: Subject, action: string, { id, organizationId, name, appId }: GithubApp): Promise<void> {
    const resource = { type: 'github_app', id, meta: { name, appId } }
    await this.#dependencies.trail.record(transaction, { subject, action, resource, organizationId })
  }
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('hex')
}
