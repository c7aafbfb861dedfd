// GitLab's REST API. Source: https://docs.gitlab.com/api/rest/
import { Type } from 'typebox'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import type { HostApi, HostRepository, HostRepositoryPage, HostWebhook, WebhookWanted } from '../../host/host-api.ts'
import { HostClient } from '../../host/host-client.ts'
import { HostFailure } from '../../host/host-failure.ts'
import type { HostParts } from '../../host/provider.ts'
import { Hook, Project, repositoryOf, User, webhookOf } from './shapes.ts'
import { signingToken } from './signing-token.ts'

const PAGE_SIZE = 100
const MAX_HOOK_PAGES = 20

export function gitlabApi(access: ConnectionAccess, parts: HostParts): HostApi {
  const { token } = access.secrets
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return new GitLabApi(new HostClient({ ...parts, name: 'GitLab', apiUrl: apiUrlOf(access), headers }))
}

/** Accepts the address with and without the version. */
function apiUrlOf({ apiUrl }: ConnectionAccess): string {
  const base = apiUrl.replace(/\/+$/, '')
  return base.endsWith('/api/v4') ? base : `${base}/api/v4`
}

class GitLabApi implements HostApi {
  readonly #client: HostClient

  constructor(client: HostClient) {
    this.#client = client
  }

  async whoAmI() {
    const { body } = await this.#client.get('/user', User)
    return { id: String(body.id), login: body.username }
  }

  /** The cursor is a page number: behind a proxy, the server's links may have the wrong host. */
  async listRepositories(cursor = '1'): Promise<HostRepositoryPage> {
    const query = { membership: 'true', order_by: 'last_activity_at', sort: 'desc', per_page: PAGE_SIZE, page: cursor }
    const { body, headers } = await this.#client.get('/projects', Type.Array(Project), query)
    return { items: body.map(repositoryOf), next: headers['x-next-page'] || undefined }
  }

  async readRepository(reference: { identifier: string } | { externalId: string }): Promise<HostRepository> {
    const name = 'externalId' in reference ? reference.externalId : reference.identifier
    const { body } = await this.#client.get(`/projects/${encodeURIComponent(name)}`, Project)
    const repository = repositoryOf(body)
    return repository.admin === true ? repository : { ...repository, admin: await this.#maySeeHooks(repository) }
  }

  async createWebhook(repository: HostRepository, { url, secret }: WebhookWanted): Promise<string> {
    const path = hooksPath(repository)
    const settings = {
      url,
      name: 'Terrace',
      description: 'Notifies the module registry of new tags',
      token: secret,
      // Servers without signatures ignore it and send the token instead.
      signing_token: signingToken(secret),
      push_events: true,
      tag_push_events: true,
      enable_ssl_verification: true,
    }
    const known = await this.#hookWithUrl(path, url)
    if (known?.active === true) {
      const { body } = await this.#client.send('PUT', `${path}/${known.id}`, settings, Hook)
      return String(body.id)
    }
    // Updating a disabled webhook does not enable it.
    if (known !== undefined) await this.#client.remove(`${path}/${known.id}`)
    const { body } = await this.#client.send('POST', path, settings, Hook)
    return String(body.id)
  }

  async readWebhook(repository: HostRepository, id: string): Promise<HostWebhook | undefined> {
    try {
      const { body } = await this.#client.get(`${hooksPath(repository)}/${encodeURIComponent(id)}`, Hook)
      return webhookOf(body)
    } catch (error) {
      if (isGone(error)) return undefined
      throw error
    }
  }

  async deleteWebhook(repository: HostRepository, id: string): Promise<void> {
    await this.#client.remove(`${hooksPath(repository)}/${encodeURIComponent(id)}`)
  }

  /** Whoever can create webhooks can list them, including server administrators and members of groups a project is shared with. */
  async #maySeeHooks(repository: HostRepository): Promise<boolean> {
    try {
      await this.#client.get(hooksPath(repository), Type.Array(Hook), { per_page: 1 })
      return true
    } catch (error) {
      if (isGone(error) || (error instanceof HostFailure && error.reason === 'forbidden')) return false
      throw error
    }
  }

  async #hookWithUrl(path: string, url: string): Promise<HostWebhook | undefined> {
    let page = '1'
    for (let asked = 0; asked < MAX_HOOK_PAGES; asked++) {
      const { body, headers } = await this.#client.get(path, Type.Array(Hook), { per_page: PAGE_SIZE, page })
      const found = body.find((hook) => hook.url === url)
      if (found !== undefined) return webhookOf(found)
      page = headers['x-next-page'] ?? ''
      if (page === '') return undefined
    }
    return undefined
  }
}

function hooksPath({ externalId }: HostRepository): string {
  return `/projects/${encodeURIComponent(externalId)}/hooks`
}

function isGone(error: unknown): boolean {
  return error instanceof HostFailure && error.reason === 'not_found'
}
