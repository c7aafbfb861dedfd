// What of a connection works and what does not, step by step, with the permission that is missing under the host's own name.

import { Invalid, NotFound, type OAuthTokenId, Unauthenticated } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import { GitFailure } from '../../platform/git/index.ts'
import { HttpFailure } from '../../platform/http-client/index.ts'
import { ConnectionRows } from '../connections/connection-rows.ts'
import { providerOf, type VcsDependencies } from '../connections/connections.ts'
import { type Connection, Hosts, type OpenConnection } from '../connections/hosts.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import type { HostRepository } from '../host/host-api.ts'
import { HostFailure } from '../host/host-failure.ts'
import type { RefLister } from '../host/ports.ts'
import { listRefsOf } from '../listings/version-tags.ts'

/** In this order; one that makes no sense after the ones before is skipped. */
export type CheckName = 'address' | 'credential' | 'repositories' | 'git' | 'webhooks'

export interface ConnectionCheck {
  name: CheckName
  status: 'passed' | 'failed' | 'skipped'
  /** for people, without secrets */
  detail: string
  /** what is missing, as the host calls it; null when that is not the reason, or not known */
  permission: string | null
}

export interface ConnectionTest {
  oauthTokenId: OAuthTokenId
  /** whether nothing failed */
  passed: boolean
  checks: ConnectionCheck[]
}

/** While somebody waits for the answer; milliseconds. */
const GIT_TIMEOUT = 15_000
const NOT_ACCEPTED = 'the credential is not accepted'
const NO_API = 'this kind of host has no API to ask'

export class ConnectionTests {
  readonly #dependencies: VcsDependencies
  readonly #git: RefLister
  readonly #connections: ConnectionRows
  readonly #hosts: Hosts

  constructor(dependencies: VcsDependencies, git: RefLister) {
    this.#dependencies = dependencies
    this.#git = git
    this.#connections = new ConnectionRows(dependencies.database)
    this.#hosts = new Hosts(dependencies)
  }

  /**
   * Contacts the host; what it knows the credential as is kept.
   * @param identifier of the repository to read with git; one that the host lists, or one that modules come from, when absent
   * @throws NotFound when there is no such connection for the subject; Invalid when the identifier cannot be one
   */
  async run(subject: Subject, id: OAuthTokenId, identifier?: string): Promise<ConnectionTest> {
    const connection = await this.#permitted(subject, id)
    const problem = identifier === undefined ? undefined : providerOf(connection.client).identifierProblem(identifier)
    if (problem !== undefined) throw new Invalid(problem)
    const checks = await this.#checks(connection, identifier)
    return { oauthTokenId: id, passed: checks.every(({ status }) => status !== 'failed'), checks }
  }

  async #checks(connection: Connection, identifier: string | undefined): Promise<ConnectionCheck[]> {
    const address = await this.#address(connection)
    if (address.status === 'failed')
      return [address, ...skipped(['credential', 'repositories', 'git', 'webhooks'], 'there is no connection')]
    const opened = await this.#open(connection)
    if ('detail' in opened) return [address, opened, ...skipped(['repositories', 'git', 'webhooks'], NOT_ACCEPTED)]
    const credential = await this.#credential(opened)
    if (credential.status === 'failed' && credential.permission === null) {
      return [address, credential, ...skipped(['repositories', 'git', 'webhooks'], NOT_ACCEPTED)]
    }
    const { check: repositories, seen } = await this.#repositories(opened)
    const git = await this.#gitAccess(opened, identifier ?? (await this.#repositoryToRead(opened, seen)))
    return [address, credential, repositories, git, webhooks(opened, seen)]
  }

  async #address({ client: { apiUrl } }: Connection): Promise<ConnectionCheck> {
    if (!/^https?:/i.test(apiUrl)) return check('address', 'skipped', `${apiUrl} is reached with git only`)
    try {
      const { status } = await this.#dependencies.http.request({ method: 'GET', url: apiUrl })
      return check('address', 'passed', `${apiUrl} answers (status ${status})`)
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error
      const answers = error.reason === 'redirected' || error.reason === 'too_large'
      return check('address', answers ? 'passed' : 'failed', error.message)
    }
  }

  async #open(connection: Connection): Promise<OpenConnection | ConnectionCheck> {
    try {
      return await this.#hosts.opened(connection)
    } catch (error) {
      if (error instanceof HostFailure) return check('credential', 'failed', error.message)
      throw error
    }
  }

  async #credential(connection: OpenConnection): Promise<ConnectionCheck> {
    const { provider, token } = connection
    if (provider.api === undefined) return check('credential', 'skipped', `${NO_API}: reading a repository shows it`)
    try {
      const { login } = await this.#hosts.ask(connection, (api) => api.whoAmI())
      await this.#connections.nameToken(token.id, login)
      return check('credential', 'passed', `accepted as ${login}`)
    } catch (error) {
      return failed('credential', error, provider.permissions?.identity)
    }
  }

  async #repositories(connection: OpenConnection): Promise<{ check: ConnectionCheck; seen: HostRepository[] }> {
    const { provider } = connection
    if (provider.api === undefined)
      return { check: check('repositories', 'skipped', `${NO_API}: repositories are named exactly`), seen: [] }
    try {
      const { items, next } = await this.#hosts.ask(connection, (api) => api.listRepositories())
      const more = next === undefined ? '' : ' on the first page, and there are more'
      return { check: check('repositories', 'passed', `${items.length} can be seen${more}`), seen: items }
    } catch (error) {
      return { check: failed('repositories', error, provider.permissions?.repositories), seen: [] }
    }
  }

  async #repositoryToRead({ token }: OpenConnection, seen: readonly HostRepository[]): Promise<string | undefined> {
    const [known] = seen.filter(({ archived }) => !archived)
    return known?.identifier ?? (await new VcsRepositoryRows(this.#dependencies.database).anyOf(token.id))
  }

  async #gitAccess(connection: OpenConnection, identifier: string | undefined): Promise<ConnectionCheck> {
    if (identifier === undefined) return check('git', 'skipped', 'there is no repository to try: name one')
    try {
      const { tags } = await listRefsOf(connection, identifier, { git: this.#git, timeoutMs: GIT_TIMEOUT, head: false })
      return check('git', 'passed', `${identifier} can be read, with ${tags.length} ${tags.length === 1 ? 'tag' : 'tags'}`)
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error
      const refused = error.reason === 'authentication' || error.reason === 'not_found'
      const permission = refused ? connection.provider.permissions?.repositories : undefined
      return check('git', 'failed', `${identifier} could not be read: ${error.message}`, permission)
    }
  }

  async #permitted(subject: Subject, id: OAuthTokenId): Promise<Connection> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const connection = await this.#hosts.find(id)
    if (connection === undefined) throw new NotFound(`oauth token ${id} not found`)
    authorize(subject, 'manage-vcs-settings', connection.client.organizationId, `oauth token ${id}`)
    return connection
  }
}

function webhooks({ provider }: OpenConnection, seen: readonly HostRepository[]): ConnectionCheck {
  if (provider.api === undefined || provider.webhooks === undefined) {
    return check(
      'webhooks',
      'skipped',
      'this server cannot set them up at this kind of host: somebody may do it by hand, and tags are looked for anyway',
    )
  }
  if (seen.length === 0) return check('webhooks', 'skipped', 'there is no repository to judge by')
  const administrated = seen.filter(({ admin }) => admin === true).length
  if (administrated > 0) return check('webhooks', 'passed', `may be set up for ${administrated} of ${seen.length} repositories`)
  if (seen.some(({ admin }) => admin === undefined)) return check('webhooks', 'skipped', 'the host does not say before it is tried')
  const detail = `may not be set up for any of ${seen.length} repositories: they are looked at every few minutes instead`
  return check('webhooks', 'failed', detail, provider.permissions?.webhooks)
}

function failed(name: CheckName, error: unknown, permission: string | undefined): ConnectionCheck {
  if (!(error instanceof HostFailure)) throw error
  const isMissing = error.reason === 'forbidden' || error.reason === 'not_found'
  return check(name, 'failed', error.message, isMissing ? permission : undefined)
}

function skipped(names: readonly CheckName[], why: string): ConnectionCheck[] {
  return names.map((name) => check(name, 'skipped', why))
}

function check(name: CheckName, status: ConnectionCheck['status'], detail: string, permission?: string): ConnectionCheck {
  return { name, status, detail, permission: permission ?? null }
}
