// GitHub's API for GitHub Apps: as the app itself, and as one of its installations.
import { sign } from 'node:crypto'
import { type Static, Type } from 'typebox'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import type { TokenSet } from '../../credentials/token-set.ts'
import type { HostApi, HostRepository, HostRepositoryPage, HostUser } from '../../host/host-api.ts'
import type { HostClient } from '../../host/host-client.ts'
import { HostFailure } from '../../host/host-failure.ts'
import type { HostParts } from '../../host/provider.ts'
import { GithubApi } from './api.ts'
import { githubClient, nextPage } from './requests.ts'
import { GithubId, Repository, repositoryOf, User, WebAddress } from './shapes.ts'

/** An app at GitHub. */
export interface AppIdentity {
  httpUrl: string
  apiUrl: string
  /** GitHub's, as text */
  appId: string
  /** PEM */
  privateKey: string
}

export interface FoundInstallation {
  installationId: number
  accountId: number
  /** of the user or organization it is installed for */
  name: string
  /** `Organization` or `User` */
  accountType: string
  htmlUrl: string
  iconUrl: string | null
  suspended: boolean
}

const PAGE_SIZE = 100
const MAX_INSTALLATION_PAGES = 100
/** GitHub refuses tokens valid for more than ten minutes or issued in the future; its clock may differ. */
const JWT_SECONDS = 9 * 60
const CLOCK_SKEW_SECONDS = 60

const Page = Type.Object({ repositories: Type.Array(Repository) })
const App = Type.Object({ id: Type.Number(), slug: Type.String() })
const Token = Type.Object({ token: Type.String({ minLength: 1 }), expires_at: Type.String() })
const HookConfig = Type.Object({ url: Type.Optional(Type.String()) })
const Installation = Type.Object({
  id: GithubId,
  html_url: WebAddress,
  account: Type.Intersect([User, Type.Object({ type: Type.Optional(Type.String()), avatar_url: Type.Optional(WebAddress) })]),
  suspended_at: Type.Optional(Type.Union([Type.String(), Type.Null()])),
})

export class GithubAppApi {
  readonly #client: HostClient

  constructor(identity: AppIdentity, parts: HostParts) {
    this.#client = githubClient(identity, appJwt(identity, parts.clock.now()), parts)
  }

  /** The user name of its installations. @throws HostFailure */
  async whoAmI(): Promise<HostUser> {
    const { body } = await this.#client.get('/app', App)
    return { id: String(body.id), login: `${body.slug}[bot]` }
  }

  /** All of them. @throws HostFailure */
  async installations(): Promise<FoundInstallation[]> {
    const found: FoundInstallation[] = []
    let next: string | undefined = `/app/installations?per_page=${PAGE_SIZE}`
    for (let page = 0; next !== undefined && page < MAX_INSTALLATION_PAGES; page++) {
      const { body, headers } = await this.#client.get(next, Type.Array(Installation))
      found.push(...body.map(installationOf))
      next = nextPage(headers)
    }
    return found
  }

  /** Valid for an hour. @throws HostFailure `authentication`, also when the installation was removed or suspended */
  async accessToken(installationId: number): Promise<TokenSet> {
    try {
      const { body } = await this.#client.send('POST', `/app/installations/${installationId}/access_tokens`, undefined, Token)
      const expiresAt = Date.parse(body.expires_at)
      return { token: body.token, refreshToken: undefined, expiresAt: Number.isFinite(expiresAt) ? expiresAt : undefined }
    } catch (error) {
      if (!(error instanceof HostFailure) || (error.reason !== 'not_found' && error.reason !== 'forbidden')) throw error
      throw new HostFailure('authentication', `the GitHub App is suspended or no longer installed (${error.message})`)
    }
  }

  /** Makes the app's webhook call this address. @throws HostFailure */
  async ensureWebhook(wanted: { url: string; secret: string }): Promise<void> {
    const { body } = await this.#client.get('/app/hook/config', HookConfig)
    if (body.url === wanted.url) return
    await this.#client.send('PATCH', '/app/hook/config', { ...wanted, content_type: 'json', insecure_ssl: '0' }, HookConfig)
  }
}

/** An installation lists repositories at another endpoint, and only the app knows its account. */
class InstallationApi extends GithubApi {
  readonly #app: GithubAppApi

  constructor(client: HostClient, app: GithubAppApi) {
    super(client)
    this.#app = app
  }

  override async whoAmI(): Promise<HostUser> {
    return await this.#app.whoAmI()
  }

  override async listRepositories(cursor?: string): Promise<HostRepositoryPage> {
    const query = cursor === undefined ? { per_page: PAGE_SIZE } : {}
    const { body, headers } = await this.client.get(cursor ?? '/installation/repositories', Page, query)
    return { items: body.repositories.map((each) => ofApp(repositoryOf(each))), next: nextPage(headers) }
  }

  override async readRepository(reference: { identifier: string } | { externalId: string }): Promise<HostRepository> {
    return ofApp(await super.readRepository(reference))
  }
}

export function installationApi(access: ConnectionAccess, parts: HostParts): HostApi {
  const { token } = access.secrets
  if (token === undefined) throw new HostFailure('authentication', 'the installation has no token')
  return new InstallationApi(githubClient(access, token, parts), new GithubAppApi(identityOf(access), parts))
}

export async function mintInstallationToken(access: ConnectionAccess, parts: HostParts): Promise<TokenSet> {
  const { installationId } = access.secrets
  if (installationId === undefined) throw new HostFailure('authentication', 'the installation ID is missing')
  return await new GithubAppApi(identityOf(access), parts).accessToken(installationId)
}

function identityOf({ httpUrl, apiUrl, key = '', secret = '' }: ConnectionAccess): AppIdentity {
  return { httpUrl, apiUrl, appId: key, privateKey: secret }
}

/** The app's webhook covers every repository it is installed for. */
function ofApp(repository: HostRepository): HostRepository {
  return { ...repository, admin: true }
}

function installationOf({ id, html_url, account, suspended_at }: Static<typeof Installation>): FoundInstallation {
  return {
    installationId: id,
    accountId: account.id,
    name: account.login,
    accountType: account.type ?? 'Organization',
    htmlUrl: html_url,
    iconUrl: account.avatar_url ?? null,
    suspended: typeof suspended_at === 'string',
  }
}

/** RFC 7519, signed with RS256. Source: "Generating a JSON Web Token (JWT) for a GitHub App". @param now milliseconds */
function appJwt({ appId, privateKey }: AppIdentity, now: number): string {
  const seconds = Math.floor(now / 1000)
  const claims = { iat: seconds - CLOCK_SKEW_SECONDS, exp: seconds + JWT_SECONDS, iss: appId }
  const signed = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`
}
