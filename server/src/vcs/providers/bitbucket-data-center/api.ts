// The REST API of Bitbucket Data Center 7.20 and later. Source: Bitbucket Data Center REST API reference.
import { type Static, type TSchema, Type } from 'typebox'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import type {
  HostApi,
  HostRepository,
  HostRepositoryPage,
  HostRepositoryReference,
  HostUser,
  HostWebhook,
  WebhookWanted,
} from '../../host/host-api.ts'
import { HostClient } from '../../host/host-client.ts'
import { HostFailure } from '../../host/host-failure.ts'
import type { HostParts } from '../../host/provider.ts'
import { LatestInvocation, pageOf, Repository, User, Webhook } from './answers.ts'
import { identifierProblem, pathOf, webUrl } from './identifier.ts'

const NAME = 'Bitbucket Data Center'
const PAGE_SIZE = 100
/** The server's own maximum. */
const LARGE_PAGE_SIZE = 1000

export class DataCenterApi implements HostApi {
  readonly #client: HostClient
  readonly #httpUrl: string

  constructor({ apiUrl, httpUrl, secrets: { token } }: ConnectionAccess, parts: HostParts) {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
    this.#client = new HostClient({ ...parts, name: NAME, apiUrl: restUrl(apiUrl), headers })
    this.#httpUrl = httpUrl
  }

  /** The API has no such endpoint; a header of every response names the user. */
  async whoAmI(): Promise<HostUser> {
    const { headers } = await this.#client.get('/application-properties', Type.Unknown())
    const name = headers['x-ausername']
    if (name === undefined || name === '') throw new HostFailure('authentication', `${NAME} does not recognize the token`)
    const login = decoded(name)
    const user = await orUndefined(this.#client.get(`/users/${encodeURIComponent(userSlug(login))}`, User))
    // The API shows no user for a project or repository token.
    return { id: user === undefined ? login : String(user.body.id), login }
  }

  async listRepositories(cursor?: string): Promise<HostRepositoryPage> {
    const { items, next } = await this.#page('/repos', Repository, { start: cursor, limit: PAGE_SIZE })
    return { items: items.map((each) => this.#repository(each, undefined)), next }
  }

  async readRepository(reference: HostRepositoryReference): Promise<HostRepository> {
    const found = 'identifier' in reference ? await this.#named(reference.identifier) : await this.#withId(reference)
    const repository = this.#repository(found, undefined)
    return { ...repository, admin: await this.#mayHaveWebhooks(repository) }
  }

  async createWebhook(repository: HostRepository, { url, secret }: WebhookWanted): Promise<string> {
    const webhooks = `${repositoryPath(repository.identifier)}/webhooks`
    const body = {
      name: 'Terrace',
      url,
      active: true,
      events: ['repo:refs_changed'],
      configuration: { secret },
      sslVerificationRequired: true,
    }
    const known = await this.#find(webhooks, Webhook, (each) => each.url === url)
    const { body: webhook } =
      known === undefined
        ? await this.#client.send('POST', webhooks, body, Webhook)
        : await this.#client.send('PUT', `${webhooks}/${known.id}`, body, Webhook)
    return String(webhook.id)
  }

  async readWebhook(repository: HostRepository, id: string): Promise<HostWebhook | undefined> {
    const path = `${repositoryPath(repository.identifier)}/webhooks/${encodeURIComponent(id)}`
    const webhook = await orUndefined(this.#client.get(path, Webhook))
    if (webhook === undefined) return undefined
    const { url, active } = webhook.body
    return { id, url, active, problem: await this.#lastDeliveryProblem(path) }
  }

  async deleteWebhook(repository: HostRepository, id: string): Promise<void> {
    await this.#client.remove(`${repositoryPath(repository.identifier)}/webhooks/${encodeURIComponent(id)}`)
  }

  async #named(identifier: string): Promise<Static<typeof Repository>> {
    const { body } = await this.#client.get(repositoryPath(identifier), Repository)
    return body
  }

  /** The API has no lookup by ID: tries the last place first, then searches all repositories. */
  async #withId({ externalId, lastIdentifier }: { externalId: string; lastIdentifier?: string }): Promise<Static<typeof Repository>> {
    const expected = lastIdentifier === undefined ? undefined : await orUndefined(this.#named(lastIdentifier), 'forbidden')
    if (String(expected?.id) === externalId && expected !== undefined) return expected
    const found = await this.#find('/repos', Repository, ({ id }) => String(id) === externalId)
    if (found === undefined) throw new HostFailure('not_found', `${NAME} has no repository with the ID ${externalId}`)
    return found
  }

  /** Only repository administrators can list its webhooks. */
  async #mayHaveWebhooks({ identifier }: HostRepository): Promise<boolean> {
    const seen = await orUndefined(this.#client.get(`${repositoryPath(identifier)}/webhooks`, Type.Unknown(), { limit: 1 }), 'forbidden')
    return seen !== undefined
  }

  /** A failing webhook stays active, but Bitbucket pauses it for up to ten hours. */
  async #lastDeliveryProblem(webhookPath: string): Promise<string | undefined> {
    const latest = await orUndefined(this.#client.get(`${webhookPath}/latest`, LatestInvocation))
    const result = latest?.body?.result
    if (result === undefined || result.outcome === 'SUCCESS') return undefined
    return `the last delivery failed: ${result.description ?? result.outcome}`
  }

  async #find<Item extends TSchema>(
    path: string,
    schema: Item,
    isWanted: (item: Static<Item>) => boolean,
  ): Promise<Static<Item> | undefined> {
    let start: string | undefined
    do {
      const { items, next } = await this.#page(path, schema, { start, limit: LARGE_PAGE_SIZE })
      const found = items.find(isWanted)
      if (found !== undefined) return found
      start = next
    } while (start !== undefined)
    return undefined
  }

  async #page<Item extends TSchema>(path: string, schema: Item, query: { start: string | undefined; limit: number }) {
    const { body } = await this.#client.get(path, pageOf(schema), query)
    const { values, isLastPage, nextPageStart } = body
    const next = isLastPage || nextPageStart === undefined || nextPageStart === null ? undefined : String(nextPageStart)
    // A server that points backwards would cause an endless loop.
    const isAhead = next === undefined || Number(next) > Number(query.start ?? -1)
    return { items: values as Static<Item>[], next: isAhead ? next : undefined }
  }

  #repository({ id, slug, project, ...found }: Static<typeof Repository>, admin: boolean | undefined): HostRepository {
    const isPersonal = project.key.startsWith('~')
    const identifier = `${isPersonal ? `~${project.owner?.slug ?? project.key.slice(1).toLowerCase()}` : project.key}/${slug}`
    return {
      externalId: String(id),
      identifier,
      webUrl: webUrl(this.#httpUrl, identifier),
      defaultBranch: undefined,
      private: found.public !== true,
      archived: found.archived === true,
      admin,
    }
  }
}

/** @throws HostFailure `invalid`, so that no identifier leads the request elsewhere */
function repositoryPath(identifier: string): string {
  const problem = identifierProblem(identifier)
  if (problem !== undefined) throw new HostFailure('invalid', problem)
  const { key, slug } = pathOf(identifier)
  return `/projects/${encodeURIComponent(key)}/repos/${encodeURIComponent(slug)}`
}

/** Accepts the host's address, or that of its API in any version. */
function restUrl(apiUrl: string): string {
  return `${apiUrl.replace(/\/+$/, '').replace(/\/rest(?:\/api(?:\/(?:latest|\d[\d.]*))?)?$/, '')}/rest/api/latest`
}

/** The slug that the host makes from a user name. */
function userSlug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9._-]/g, '_')
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

async function orUndefined<Result>(question: Promise<Result>, ...alsoWhen: HostFailure['reason'][]): Promise<Result | undefined> {
  try {
    return await question
  } catch (error) {
    if (error instanceof HostFailure && (error.reason === 'not_found' || alsoWhen.includes(error.reason))) return undefined
    throw error
  }
}
