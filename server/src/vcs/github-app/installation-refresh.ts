// Syncs an app's installations from GitHub. Modules of a removed installation stay, and continue when it returns.
import type { Queries } from '../../database/index.ts'
import { type GithubAppId, NotFound, newId } from '../../kernel/index.ts'
import { Credentials, type VcsParts } from '../connections/connections.ts'
import type { OAuthClient } from '../connections/oauth-client.ts'
import { OAuthClientRows } from '../connections/oauth-client-rows.ts'
import { OAuthTokenRows } from '../connections/oauth-token-rows.ts'
import { HostFailure } from '../host/host-failure.ts'
import { hostParts } from '../host/provider.ts'
import { GITHUB_APP } from '../host/service-provider.ts'
import { type FoundInstallation, GithubAppApi } from '../providers/github/app-api.ts'
import { appWebhookUrl, type GithubApp, type GithubAppInstallation, openAppSecrets } from './github-app.ts'
import { GithubAppRows } from './github-app-rows.ts'
import { InstallationRows } from './installation-rows.ts'

export class InstallationRefresh {
  readonly #parts: VcsParts
  readonly #credentials: Credentials

  constructor(parts: VcsParts) {
    this.#parts = parts
    this.#credentials = new Credentials(parts)
  }

  /**
   * Also corrects the app's webhook.
   * @throws HostFailure when GitHub does not answer; NotFound when the app was deleted here
   */
  async refresh(id: GithubAppId): Promise<void> {
    const { queries, secretBox, publicUrl } = this.#parts
    const app = await new GithubAppRows(queries).byId(id)
    const client = app === undefined ? undefined : await new OAuthClientRows(queries).byId(app.oauthClientId)
    if (app === undefined || client === undefined) throw new NotFound(`GitHub App ${id} not found`)
    const api = this.#apiOf(app, client)
    try {
      const found = await api.installations()
      await queries.transaction().execute((tx: Queries) => this.#save(tx, { app, client, found }))
      await api.ensureWebhook({ url: appWebhookUrl(publicUrl, app.uuid), secret: openAppSecrets(secretBox, app).webhookSecret })
    } catch (error) {
      if (error instanceof HostFailure && error.reason === 'authentication') await this.#markAll(app, error.message)
      throw error
    }
  }

  #apiOf(app: GithubApp, client: OAuthClient): GithubAppApi {
    const { httpUrl, apiUrl, secret } = this.#credentials.accessOf(client, {})
    const parts = hostParts(this.#parts, GITHUB_APP)
    return new GithubAppApi({ httpUrl, apiUrl, appId: String(app.appId), privateKey: secret ?? '' }, parts)
  }

  async #save(
    tx: Queries,
    { app, client, found }: { app: GithubApp; client: OAuthClient; found: readonly FoundInstallation[] },
  ): Promise<void> {
    await new GithubAppRows(tx).lock(app.id)
    const known = await new InstallationRows(tx).ofApp(app.id)
    for (const each of found) {
      const same = known.find(({ accountId }) => accountId === each.accountId)
      if (same === undefined) await this.#add(tx, app, client, each)
      else await this.#update(tx, same, each)
    }
    const gone = known.filter(({ accountId, removedAt }) => removedAt === null && !found.some((each) => each.accountId === accountId))
    for (const each of gone) {
      await new InstallationRows(tx).update(each.id, { removed_at: this.#parts.clock.now() })
      await this.#mark(tx, each, `the GitHub App ${app.name} is no longer installed for ${each.name}`)
    }
  }

  async #add(tx: Queries, app: GithubApp, client: OAuthClient, found: FoundInstallation): Promise<void> {
    const token = this.#credentials.create(client, { installationId: found.installationId })
    await new OAuthTokenRows(tx).insert({ ...token, serviceProviderUser: found.name })
    const { suspended, ...facts } = found
    const installation: GithubAppInstallation = {
      ...facts,
      id: newId('github-app-installation'),
      githubAppId: app.id,
      organizationId: app.organizationId,
      connectedBy: app.connectedBy,
      oauthTokenId: token.id,
      removedAt: null,
      createdAt: this.#parts.clock.now(),
    }
    await new InstallationRows(tx).insert(installation)
    if (suspended) await this.#mark(tx, installation, SUSPENDED)
  }

  async #update(tx: Queries, known: GithubAppInstallation, found: FoundInstallation): Promise<void> {
    await new InstallationRows(tx).update(known.id, {
      installation_id: found.installationId,
      name: found.name,
      account_type: found.accountType,
      html_url: found.htmlUrl,
      icon_url: found.iconUrl,
      removed_at: null,
    })
    if (found.suspended) return await this.#mark(tx, known, SUSPENDED)
    const token = await new OAuthTokenRows(tx).byId(known.oauthTokenId)
    const isFine = token?.state === 'active' && known.installationId === found.installationId
    // Tokens of the former installation may have ended with it.
    if (token !== undefined && !isFine) await this.#credentials.replace(tx, token, { installationId: found.installationId })
  }

  async #markAll(app: GithubApp, detail: string): Promise<void> {
    const { queries } = this.#parts
    for (const each of await new InstallationRows(queries).ofApp(app.id)) await this.#mark(queries, each, detail)
  }

  async #mark(queries: Queries, { oauthTokenId }: GithubAppInstallation, stateDetail: string): Promise<void> {
    const rows = new OAuthTokenRows(queries)
    const token = await rows.byId(oauthTokenId)
    if (token !== undefined) await rows.mark(token.id, token.credential, { state: 'needs_reauthorization', stateDetail })
  }
}

const SUSPENDED = 'the installation of the GitHub App is suspended'
