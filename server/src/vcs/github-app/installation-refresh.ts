// Asks GitHub where an app is installed. Modules of an installation that is gone stay; they go on when it comes back.
import type { Queries } from '../../database/index.ts'
import { type GithubAppId, NotFound, newId } from '../../kernel/index.ts'
import { ConnectionRows } from '../connections/connection-rows.ts'
import { Credentials, type VcsDependencies } from '../connections/connections.ts'
import type { OAuthClient } from '../connections/oauth-client.ts'
import { HostFailure } from '../host/host-failure.ts'
import { type FoundInstallation, GithubAppApi } from '../providers/github/app-api.ts'
import { appWebhookUrl, type GithubApp, type GithubAppInstallation, openAppSecrets } from './github-app.ts'
import { GithubAppRows } from './github-app-rows.ts'
import { InstallationRows } from './installation-rows.ts'

export class InstallationRefresh {
  readonly #dependencies: VcsDependencies
  readonly #credentials: Credentials

  constructor(dependencies: VcsDependencies) {
    this.#dependencies = dependencies
    this.#credentials = new Credentials(dependencies)
  }

  /**
   * Also puts the app's webhook right.
   * @throws HostFailure when GitHub cannot be asked; NotFound when the app is gone here
   */
  async refresh(id: GithubAppId): Promise<void> {
    const { database, secretBox, publicUrl } = this.#dependencies
    const app = await new GithubAppRows(database).byId(id)
    const client = app === undefined ? undefined : await new ConnectionRows(database).client(app.oauthClientId)
    if (app === undefined || client === undefined) throw new NotFound(`GitHub App ${id} not found`)
    const api = this.#apiOf(app, client)
    try {
      const found = await api.installations()
      await database.transaction().execute((transaction: Queries) => this.#save(transaction, { app, client, found }))
      await api.ensureWebhook({ url: appWebhookUrl(publicUrl, app.uuid), secret: openAppSecrets(secretBox, app).webhookSecret })
    } catch (error) {
      if (error instanceof HostFailure && error.reason === 'authentication') await this.#markAll(app, error.message)
      throw error
    }
  }

  #apiOf(app: GithubApp, client: OAuthClient): GithubAppApi {
    const { http, clock } = this.#dependencies
    const { httpUrl, apiUrl, secret } = this.#credentials.accessOf(client, {})
    return new GithubAppApi({ httpUrl, apiUrl, appId: String(app.appId), privateKey: secret ?? '' }, { http, clock })
  }

  async #save(
    transaction: Queries,
    { app, client, found }: { app: GithubApp; client: OAuthClient; found: readonly FoundInstallation[] },
  ): Promise<void> {
    await new GithubAppRows(transaction).lock(app.id)
    const known = await new InstallationRows(transaction).ofApp(app.id)
    for (const each of found) {
      const same = known.find(({ accountId }) => accountId === each.accountId)
      if (same === undefined) await this.#add(transaction, app, client, each)
      else await this.#update(transaction, same, each)
    }
    const gone = known.filter(({ accountId, removedAt }) => removedAt === null && !found.some((each) => each.accountId === accountId))
    for (const each of gone) {
      await new InstallationRows(transaction).update(each.id, { removed_at: this.#dependencies.clock.now() })
      await this.#mark(transaction, each, `the GitHub App ${app.name} is not installed for ${each.name} any more`)
    }
  }

  async #add(transaction: Queries, app: GithubApp, client: OAuthClient, found: FoundInstallation): Promise<void> {
    const token = this.#credentials.create(client, { installationId: found.installationId })
    await new ConnectionRows(transaction).insertToken({ ...token, serviceProviderUser: found.name })
    const { suspended, ...facts } = found
    const installation: GithubAppInstallation = {
      ...facts,
      id: newId('github-app-installation'),
      githubAppId: app.id,
      organizationId: app.organizationId,
      oauthTokenId: token.id,
      removedAt: null,
      createdAt: this.#dependencies.clock.now(),
    }
    await new InstallationRows(transaction).insert(installation)
    if (suspended) await this.#mark(transaction, installation, SUSPENDED)
  }

  async #update(transaction: Queries, known: GithubAppInstallation, found: FoundInstallation): Promise<void> {
    await new InstallationRows(transaction).update(known.id, {
      installation_id: found.installationId,
      name: found.name,
      account_type: found.accountType,
      html_url: found.htmlUrl,
      icon_url: found.iconUrl,
      removed_at: null,
    })
    if (found.suspended) return await this.#mark(transaction, known, SUSPENDED)
    const token = await new ConnectionRows(transaction).token(known.oauthTokenId)
    const isFine = token?.state === 'active' && known.installationId === found.installationId
    // What was made for it before may have ended with it.
    if (token !== undefined && !isFine) await this.#credentials.replace(transaction, token, { installationId: found.installationId })
  }

  async #markAll(app: GithubApp, detail: string): Promise<void> {
    const { database } = this.#dependencies
    for (const each of await new InstallationRows(database).ofApp(app.id)) await this.#mark(database, each, detail)
  }

  async #mark(queries: Queries, { oauthTokenId }: GithubAppInstallation, stateDetail: string): Promise<void> {
    const connections = new ConnectionRows(queries)
    const token = await connections.token(oauthTokenId)
    if (token !== undefined) await connections.markToken(token.id, token.credential, { state: 'needs_reauthorization', stateDetail })
  }
}

const SUSPENDED = 'the GitHub App is suspended there'
