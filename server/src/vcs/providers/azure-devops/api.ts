// The REST API of Azure DevOps Services, and of Server 2020 and later. Source: Azure DevOps Services REST API reference, version 6.0.
import type { Static } from 'typebox'
import { Type } from 'typebox'
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
import { ConnectionData, listOf, Repository, Subscription } from './answers.ts'
import { authorizationOf } from './credential.ts'
import { apiBase, identifierOf, identifierProblem, organizationOf, pathOf, repositoryUrl, sameOrganization } from './identifier.ts'
import { KIND, subscriptionFor, webhookOf } from './subscriptions.ts'

const NAME = 'Azure DevOps'
/** Server 2020 supports it too. */
const VERSION = { 'api-version': '6.0' }
const SUBSCRIPTIONS = '/_apis/hooks/subscriptions'
/** The user ID of anonymous requests. */
const ANONYMOUS = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa'
/** Security namespace of service hooks, and its permission "Edit subscriptions". */
const EDIT_SUBSCRIPTIONS = '/_apis/permissions/cb594ebe-87dd-4fc9-ac2c-6a10a4c92046/2'

export class AzureDevOpsApi implements HostApi {
  readonly #client: HostClient
  readonly #httpUrl: string
  readonly #organization: string

  constructor(access: ConnectionAccess, parts: HostParts) {
    this.#client = new HostClient({
      ...parts,
      name: NAME,
      apiUrl: apiBase(access),
      headers: authorizationOf(access),
      // It redirects unknown users to a sign-in page.
      followRedirects: false,
    })
    this.#httpUrl = access.httpUrl
    this.#organization = organizationOf(access.httpUrl)
  }

  async whoAmI(): Promise<HostUser> {
    const query = { connectOptions: 'none', 'api-version': '6.0-preview' }
    const { authenticatedUser } = (await this.#client.get('/_apis/connectionData', ConnectionData, query)).body
    const { id, providerDisplayName, properties } = authenticatedUser
    if (id === ANONYMOUS) throw new HostFailure('authentication', `${NAME} does not recognize the token`)
    return { id, login: properties?.Account?.$value ?? providerDisplayName ?? id }
  }

  /** The API returns this list in one page. */
  async listRepositories(): Promise<HostRepositoryPage> {
    const { body } = await this.#client.get('/_apis/git/repositories', listOf(Repository), VERSION)
    return { items: body.value.map((each) => this.#repository(each, undefined)), next: undefined }
  }

  async readRepository(reference: HostRepositoryReference): Promise<HostRepository> {
    const path = 'identifier' in reference ? this.#pathTo(reference.identifier) : repositoryPath(reference.externalId)
    const { body } = await this.#client.get(path, Repository, VERSION)
    return this.#repository(body, await this.#maySubscribe(body))
  }

  async createWebhook({ externalId }: HostRepository, wanted: WebhookWanted): Promise<string> {
    const { body: repository } = await this.#client.get(repositoryPath(externalId), Repository, VERSION)
    const known = await this.#subscriptionTo(wanted.url)
    const subscription = subscriptionFor(repository, wanted)
    const { body } = await permitted(
      known === undefined
        ? this.#client.send('POST', versioned(SUBSCRIPTIONS), subscription, Subscription)
        : this.#client.send('PUT', versioned(subscriptionPath(known)), { ...subscription, id: known, status: 'enabled' }, Subscription),
    )
    return body.id
  }

  async readWebhook(_repository: HostRepository, id: string): Promise<HostWebhook | undefined> {
    try {
      return webhookOf((await this.#client.get(subscriptionPath(id), Subscription, VERSION)).body)
    } catch (error) {
      if (error instanceof HostFailure && error.reason === 'not_found') return undefined
      throw error
    }
  }

  async deleteWebhook(_repository: HostRepository, id: string): Promise<void> {
    await this.#client.remove(versioned(subscriptionPath(id)))
  }

  async #subscriptionTo(url: string): Promise<string | undefined> {
    const { body } = await permitted(this.#client.get(SUBSCRIPTIONS, listOf(Subscription), { ...KIND, ...VERSION }))
    return body.value.find(({ consumerInputs }) => consumerInputs.url === url)?.id
  }

  /** @returns undefined when the token may not read permissions */
  async #maySubscribe({ project }: Static<typeof Repository>): Promise<boolean | undefined> {
    const query = { tokens: `PublisherSecurity/${project.id}`, ...VERSION }
    try {
      const { body } = await this.#client.get(EDIT_SUBSCRIPTIONS, listOf(Type.Boolean()), query)
      return body.value[0]
    } catch (error) {
      const hidden = ['authentication', 'forbidden', 'not_found', 'invalid']
      if (error instanceof HostFailure && hidden.includes(error.reason)) return undefined
      throw error
    }
  }

  #pathTo(identifier: string): string {
    const problem = identifierProblem(identifier)
    if (problem !== undefined) throw new HostFailure('invalid', problem)
    const { organization, project, repository } = pathOf(identifier)
    if (!sameOrganization(organization, this.#organization))
      throw new HostFailure('not_found', `The connection reads the organization ${this.#organization} only, and not ${organization}`)
    return `/${encodeURIComponent(project)}${repositoryPath(repository)}`
  }

  #repository({ id, name, project, defaultBranch, isDisabled }: Static<typeof Repository>, admin: boolean | undefined): HostRepository {
    const identifier = identifierOf({ organization: this.#organization, project: project.name, repository: name })
    return {
      externalId: id,
      identifier,
      webUrl: repositoryUrl(this.#httpUrl, identifier),
      defaultBranch: defaultBranch?.replace(/^refs\/heads\//, ''),
      private: project.visibility !== 'public',
      archived: isDisabled === true,
      admin,
    }
  }
}

function repositoryPath(nameOrId: string): string {
  return `/_apis/git/repositories/${encodeURIComponent(nameOrId)}`
}

function subscriptionPath(id: string): string {
  return `${SUBSCRIPTIONS}/${encodeURIComponent(id)}`
}

function versioned(path: string): string {
  return `${path}?${new URLSearchParams(VERSION)}`
}

/** The token has just read the repository, so it is valid: this failure means that it lacks a scope. */
async function permitted<Result>(question: Promise<Result>): Promise<Result> {
  try {
    return await question
  } catch (error) {
    if (error instanceof HostFailure && error.reason === 'authentication') throw new HostFailure('forbidden', error.message)
    throw error
  }
}
