// GitHub's REST API for personal and OAuth tokens.
import { type Static, Type } from 'typebox'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import type { HostApi, HostRepository, HostRepositoryPage, HostUser, HostWebhook, WebhookWanted } from '../../host/host-api.ts'
import type { HostClient } from '../../host/host-client.ts'
import { HostFailure } from '../../host/host-failure.ts'
import type { HostParts } from '../../host/provider.ts'
import { githubClient, nextPage, repositoryPath } from './requests.ts'
import { Hook, Repository, repositoryOf, User } from './shapes.ts'

const PAGE_SIZE = 100
const EVENTS = ['push', 'create', 'delete', 'repository']
/** A repository has at most 20 webhooks per event, so there cannot be more pages. */
const MAX_HOOK_PAGES = 5

export function githubApi(access: ConnectionAccess, parts: HostParts): HostApi {
  const token = access.secrets.token
  if (token === undefined) throw new HostFailure('authentication', 'the connection has no token')
  return new GithubApi(githubClient(access, token, parts))
}

export class GithubApi implements HostApi {
  protected readonly client: HostClient

  constructor(client: HostClient) {
    this.client = client
  }

  async whoAmI(): Promise<HostUser> {
    const { body } = await this.client.get('/user', User)
    return { id: String(body.id), login: body.login }
  }

  async listRepositories(cursor?: string): Promise<HostRepositoryPage> {
    const query = { per_page: PAGE_SIZE, sort: 'pushed', affiliation: 'owner,collaborator,organization_member' }
    const { body, headers } = await this.client.get(cursor ?? '/user/repos', Type.Array(Repository), cursor === undefined ? query : {})
    return { items: body.map(repositoryOf), next: nextPage(headers) }
  }

  async readRepository(reference: { identifier: string } | { externalId: string }): Promise<HostRepository> {
    const path =
      'externalId' in reference ? `/repositories/${encodeURIComponent(reference.externalId)}` : repositoryPath(reference.identifier)
    return repositoryOf((await this.client.get(path, Repository)).body)
  }

  async createWebhook(repository: HostRepository, wanted: WebhookWanted): Promise<string> {
    const known = await this.#hookFor(repository, wanted.url)
    if (known !== undefined) return await this.#renew(repository, known, wanted)
    try {
      const { body } = await this.client.send('POST', hooksOf(repository), { name: 'web', ...settings(wanted) }, Hook)
      return String(body.id)
    } catch (error) {
      // It may have been created concurrently.
      const made = error instanceof HostFailure && error.reason === 'invalid' ? await this.#hookFor(repository, wanted.url) : undefined
      if (made === undefined) throw error
      return await this.#renew(repository, made, wanted)
    }
  }

  async readWebhook(repository: HostRepository, id: string): Promise<HostWebhook | undefined> {
    try {
      const { body } = await this.client.get(hookPath(repository, id), Hook)
      return { id, url: body.config.url ?? '', active: body.active, problem: problemOf(body) }
    } catch (error) {
      if (error instanceof HostFailure && (error.reason === 'not_found' || error.reason === 'invalid')) return undefined
      throw error
    }
  }

  async deleteWebhook(repository: HostRepository, id: string): Promise<void> {
    await this.client.remove(hookPath(repository, id))
  }

  async #hookFor(repository: HostRepository, url: string): Promise<string | undefined> {
    let next: string | undefined = `${hooksOf(repository)}?per_page=${PAGE_SIZE}`
    for (let page = 0; next !== undefined && page < MAX_HOOK_PAGES; page++) {
      const { body, headers } = await this.client.get(next, Type.Array(Hook))
      const found = body.find((hook: Static<typeof Hook>) => hook.config.url === url)
      if (found !== undefined) return String(found.id)
      next = nextPage(headers)
    }
    return undefined
  }

  async #renew(repository: HostRepository, id: string, wanted: WebhookWanted): Promise<string> {
    await this.client.send('PATCH', hookPath(repository, id), settings(wanted), Hook)
    return id
  }
}

function hooksOf({ identifier }: HostRepository): string {
  return `${repositoryPath(identifier)}/hooks`
}

function hookPath(repository: HostRepository, id: string): string {
  return `${hooksOf(repository)}/${encodeURIComponent(id)}`
}

function settings({ url, secret }: WebhookWanted): Record<string, unknown> {
  return { active: true, events: EVENTS, config: { url, content_type: 'json', secret, insecure_ssl: '0' } }
}

/** Judges the last delivery: GitHub itself never disables a webhook. */
function problemOf({ last_response: last }: Static<typeof Hook>): string | undefined {
  if (last === undefined || last.code === null || (last.code >= 200 && last.code < 400)) return undefined
  return `the last delivery failed (${last.code}${last.message ? `: ${last.message.slice(0, 200)}` : ''})`
}
