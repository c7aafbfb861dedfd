// Tests a connection step by step, and names missing permissions in the host's own words.

import { Invalid, NotFound, type OAuthTokenId, Unauthenticated } from '../../kernel/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import { GitFailure } from '../../platform/git/index.ts'
import { HttpFailure } from '../../platform/http-client/index.ts'
import type { Connection } from '../connections/connection.ts'
import { providerOf, type VcsParts } from '../connections/connections.ts'
import { Hosts, type OpenConnection } from '../connections/hosts.ts'
import { OAuthTokenRows } from '../connections/oauth-token-rows.ts'
import { VcsRepositoryRows } from '../connections/vcs-repository-rows.ts'
import type { HostRepository } from '../host/host-api.ts'
import { HostFailure } from '../host/host-failure.ts'
import type { RefLister } from '../host/ports.ts'
import { listRefsOf } from '../listings/version-tags.ts'

/** In this order; a check that depends on a failed one is skipped. */
export type CheckName = 'address' | 'credential' | 'repositories' | 'git' | 'webhooks'

export interface ConnectionCheck {
  name: CheckName
  status: 'passed' | 'failed' | 'skipped'
  /** for people, without secrets */
  detail: string
  /** the host's name of the missing permission; null when the reason is another or unknown */
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
const NOT_ACCEPTED = 'the host did not accept the credential'
const NO_API = 'this kind of host has no API'

export interface ConnectionTestsParts extends VcsParts {
  git: RefLister
}

export class ConnectionTests {
  readonly #parts: ConnectionTestsParts
  readonly #hosts: Hosts

  constructor(parts: ConnectionTestsParts) {
    this.#parts = parts
    this.#hosts = new Hosts(parts)
  }

  /**
   * Contacts the host, and stores the user name that it reports.
   * @param identifier the repository to read with git; when absent, a listed or a connected one
   * @throws NotFound when the subject may not manage such a connection; Invalid when the identifier is malformed
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
      return [address, ...skipped(['credential', 'repositories', 'git', 'webhooks'], 'the host cannot be reached')]
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

  async #address({ client: { apiUrl, serviceProvider } }: Connection): Promise<ConnectionCheck> {
    if (!/^https?:/i.test(apiUrl)) return check('address', 'skipped', `${apiUrl} is reached only through git`)
    try {
      const { status } = await this.#parts.http.request({ method: 'GET', url: apiUrl, family: serviceProvider })
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
    if (provider.api === undefined) return check('credential', 'skipped', `${NO_API}; the git check tests the credential`)
    try {
      const { login } = await this.#hosts.ask(connection, (api) => api.whoAmI())
      await new OAuthTokenRows(this.#parts.queries).name(token.id, login)
      return check('credential', 'passed', `accepted as ${login}`)
    } catch (error) {
      return failed('credential', error, provider.permissions?.identity)
    }
  }

  async #repositories(connection: OpenConnection): Promise<{ check: ConnectionCheck; seen: HostRepository[] }> {
    const { provider } = connection
    if (provider.api === undefined) return { check: check('repositories', 'skipped', `${NO_API}; name repositories exactly`), seen: [] }
    try {
      const { items, next } = await this.#hosts.ask(connection, (api) => api.listRepositories())
      const more = next === undefined ? '' : ' on the first page, and there are more'
      return { check: check('repositories', 'passed', `${items.length} visible${more}`), seen: items }
    } catch (error) {
      return { check: failed('repositories', error, provider.permissions?.repositories), seen: [] }
    }
  }

  async #repositoryToRead({ token }: OpenConnection, seen: readonly HostRepository[]): Promise<string | undefined> {
    const [known] = seen.filter(({ archived }) => !archived)
    return known?.identifier ?? (await new VcsRepositoryRows(this.#parts.queries).anyOf(token.id))
  }

  async #gitAccess(connection: OpenConnection, identifier: string | undefined): Promise<ConnectionCheck> {
    if (identifier === undefined) return check('git', 'skipped', 'there is no repository to read; name one')
    try {
      const { tags } = await listRefsOf(connection, identifier, { git: this.#parts.git, timeoutMs: GIT_TIMEOUT, head: false })
      return check('git', 'passed', `${identifier} can be read, with ${tags.length} ${tags.length === 1 ? 'tag' : 'tags'}`)
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error
      const refused = error.reason === 'authentication' || error.reason === 'not_found'
      const permission = refused ? connection.provider.permissions?.repositories : undefined
      return check('git', 'failed', `${identifier} could not be read: ${error.message}`, permission)
    }
  }

  async #permitted(subject: Subject, id: OAuthTokenId): Promise<Connection> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const connection = await this.#hosts.find(id)
    if (connection === undefined) throw new NotFound(`oauth token ${id} not found`)
    authorize(subject, 'manage-vcs-settings', connection.client.organizationId, `oauth token ${id}`)
    return connection
  }
}

function webhooks({ provider }: OpenConnection, seen: readonly HostRepository[]): ConnectionCheck {
  if (provider.api === undefined || provider.webhooks === undefined) {
    return check('webhooks', 'skipped', 'this kind of host has no API for webhooks; create them by hand, or rely on polling')
  }
  if (seen.length === 0) return check('webhooks', 'skipped', 'there is no repository to check')
  const administrated = seen.filter(({ admin }) => admin === true).length
  if (administrated > 0) return check('webhooks', 'passed', `can be created for ${administrated} of ${seen.length} repositories`)
  if (seen.some(({ admin }) => admin === undefined))
    return check('webhooks', 'skipped', 'the host does not report this permission in advance')
  const detail = `cannot be created for any of ${seen.length} repositories; these are polled every few minutes instead`
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
