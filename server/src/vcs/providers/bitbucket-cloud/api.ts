// Bitbucket Cloud's REST API. Source: https://developer.atlassian.com/cloud/bitbucket/rest/intro/
import type { Static, TSchema } from 'typebox'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import type { HostApi, HostRepository, HostRepositoryPage, HostUser, HostWebhook, WebhookWanted } from '../../host/host-api.ts'
import { HostClient } from '../../host/host-client.ts'
import { HostFailure } from '../../host/host-failure.ts'
import type { HostParts } from '../../host/provider.ts'
import { isAccessToken, isApiToken } from './credential-kind.ts'
import { cursorOf, positionOf } from './list-position.ts'
import { Hook, Permission, PUSH_EVENT, pageOf, Repository, repositoryOf, User, WorkspaceAccess, webhookOf } from './shapes.ts'

const PAGE_SIZE = 100
const MAX_PAGES = 20

export function bitbucketCloudApi(access: ConnectionAccess, parts: HostParts): HostApi {
  const client = new HostClient({ ...parts, name: 'Bitbucket', apiUrl: apiUrlOf(access), headers: headersOf(access) })
  return new BitbucketCloudApi(client, !isAccessToken(access))
}

/** Accepts the address with and without the version, and the one people see in a browser. */
function apiUrlOf({ apiUrl }: ConnectionAccess): string {
  const base = apiUrl.replace(/\/+$/, '').replace(/^https:\/\/(?:www\.)?bitbucket\.org$/i, 'https://api.bitbucket.org')
  return base.endsWith('/2.0') ? base : `${base}/2.0`
}

function headersOf(access: ConnectionAccess): Record<string, string> {
  const { token } = access.secrets
  if (token === undefined) return {}
  if (!isApiToken(access)) return { authorization: `Bearer ${token}` }
  return { authorization: `Basic ${Buffer.from(`${access.key}:${token}`).toString('base64')}` }
}

class BitbucketCloudApi implements HostApi {
  readonly #client: HostClient
  readonly #isPerson: boolean

  constructor(client: HostClient, isPerson: boolean) {
    this.#client = client
    this.#isPerson = isPerson
  }

  async whoAmI(): Promise<HostUser> {
    const { body } = await this.#ofPerson(() => this.#client.get('/user', User))
    return { id: body.uuid, login: body.username ?? body.nickname ?? body.display_name ?? body.uuid }
  }

  async listRepositories(cursor?: string): Promise<HostRepositoryPage> {
    const { workspaces, next } = cursor === undefined ? { workspaces: await this.#workspaces() } : positionOf(cursor)
    const [workspace, ...others] = workspaces
    if (workspace === undefined) return { items: [], next: undefined }
    const path = `/repositories/${encodeURIComponent(workspace)}`
    const asked =
      next === undefined ? { path, query: { role: 'member', sort: '-updated_on', pagelen: PAGE_SIZE } } : { path: next, query: {} }
    const { body } = await this.#client.get(asked.path, pageOf(Repository), asked.query)
    const administrated = await this.#administrated(path, body.values)
    const position = body.next === undefined ? { workspaces: others } : { workspaces, next: body.next }
    return {
      items: body.values.map((found) => repositoryOf(found, administrated?.has(found.uuid))),
      next: position.workspaces.length === 0 ? undefined : cursorOf(position),
    }
  }

  async readRepository(reference: { identifier: string } | { externalId: string }): Promise<HostRepository> {
    // With an empty workspace the ID alone is enough, so that moved repositories are found too.
    const path = 'externalId' in reference ? `/repositories/%7B%7D/${encodeURIComponent(reference.externalId)}` : pathOf(reference)
    const { body } = await this.#client.get(path, Repository)
    return repositoryOf(body, this.#isPerson ? await this.#isAdministrator(body.full_name) : await this.#maySeeHooks(body.full_name))
  }

  async createWebhook(repository: HostRepository, { url, secret }: WebhookWanted): Promise<string> {
    const path = `${pathOf(repository)}/hooks`
    const settings = { description: 'Terrace: tells the module registry of new tags', url, active: true, secret, events: [PUSH_EVENT] }
    const known = (await this.#all(path, Hook, {})).find((hook) => hook.url === url)
    const { body } =
      known === undefined
        ? await this.#client.send('POST', path, settings, Hook)
        : await this.#client.send('PUT', `${path}/${encodeURIComponent(known.uuid)}`, settings, Hook)
    return body.uuid
  }

  async readWebhook(repository: HostRepository, id: string): Promise<HostWebhook | undefined> {
    try {
      const { body } = await this.#client.get(`${pathOf(repository)}/hooks/${encodeURIComponent(id)}`, Hook)
      return webhookOf(body)
    } catch (error) {
      if (isFailure(error, 'not_found')) return undefined
      throw error
    }
  }

  async deleteWebhook(repository: HostRepository, id: string): Promise<void> {
    await this.#client.remove(`${pathOf(repository)}/hooks/${encodeURIComponent(id)}`)
  }

  async #workspaces(): Promise<string[]> {
    const found = await this.#ofPerson(() => this.#all('/user/workspaces', WorkspaceAccess, {}))
    return found.map(({ workspace }) => workspace.slug ?? workspace.uuid)
  }

  /** Repositories do not include the user's role; the list of administered repositories does. */
  async #administrated(path: string, page: readonly Static<typeof Repository>[]): Promise<ReadonlySet<string> | undefined> {
    const [newest, oldest] = [page[0]?.updated_on, page.at(-1)?.updated_on]
    if (newest === undefined || oldest === undefined) return undefined
    const span = `updated_on >= ${oldest} AND updated_on <= ${newest}`
    const found = await this.#all(path, Repository, { role: 'admin', q: span })
    return new Set(found.map(({ uuid }) => uuid))
  }

  /** @returns undefined when Bitbucket reports no permission */
  async #isAdministrator(fullName: string): Promise<boolean | undefined> {
    const [workspace = ''] = fullName.split('/')
    const path = `/user/workspaces/${encodeURIComponent(workspace)}/permissions/repositories`
    const { body } = await this.#client.get(path, pageOf(Permission), { q: `repository.full_name="${fullName}"` })
    const [found] = body.values
    return found === undefined ? undefined : found.permission === 'admin'
  }

  async #maySeeHooks(fullName: string): Promise<boolean> {
    try {
      await this.#client.get(`${pathOf({ identifier: fullName })}/hooks`, pageOf(Hook), { pagelen: 1 })
      return true
    } catch (error) {
      if (isFailure(error, 'forbidden')) return false
      throw error
    }
  }

  /** Bitbucket answers alike for an invalid access token and for a request that such tokens cannot make. */
  async #ofPerson<Result>(ask: () => Promise<Result>): Promise<Result> {
    try {
      return await ask()
    } catch (error) {
      if (this.#isPerson || !(error instanceof HostFailure && error.reason === 'authentication')) throw error
      throw new HostFailure(
        'forbidden',
        `${error.message} (a repository or workspace access token belongs to no user; name its repositories exactly)`,
      )
    }
  }

  async #all<Item extends TSchema>(path: string, item: Item, query: Record<string, string>): Promise<Static<Item>[]> {
    const found: Static<Item>[] = []
    let asked: { path: string; query: Record<string, string | number> } = { path, query: { ...query, pagelen: PAGE_SIZE } }
    for (let page = 0; page < MAX_PAGES; page++) {
      const { body } = await this.#client.get(asked.path, pageOf(item), asked.query)
      found.push(...body.values)
      if (body.next === undefined) break
      asked = { path: body.next, query: {} }
    }
    return found
  }
}

function pathOf({ identifier }: { identifier: string }): string {
  return `/repositories/${identifier.split('/').map(encodeURIComponent).join('/')}`
}

function isFailure(error: unknown, reason: HostFailure['reason']): boolean {
  return error instanceof HostFailure && error.reason === reason
}
