// Calls the management API as a client would, also with a test certificate authority.
import { Agent as HttpAgent, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'

export interface ApiAnswer {
  status: number
  body: string
}

export interface ApiResource {
  id: string
  attributes: Record<string, unknown>
  relationships: Record<string, { data?: { id: string } | { id: string }[] | null }>
}

/** The `vcs-repo` and other attributes of a module, without the connection. */
export type Publication = { 'vcs-repo': { identifier: string; [member: string]: unknown }; [attribute: string]: unknown }

export interface ManagementApi {
  call(method: string, path: string, body?: unknown): Promise<ApiAnswer>
  createOrganization(name: string): Promise<ApiResource>
  /** A connection to a git host. @returns the id of its OAuth token */
  connect(organization: string, attributes: { 'http-url': string; [attribute: string]: unknown }): Promise<string>
  /** Publishes modules and waits for all their versions. */
  publish(organization: string, oauthTokenId: string, publications: readonly Publication[]): Promise<ApiResource[]>
}

export interface ApiTarget {
  url: string
  ca?: string | undefined
}

const LOOK_EVERY = 30
const IMPORT_ENDED = new Set(['setup_complete', 'setup_failed', 'no_version_tags'])

/** @param token sent with every call, unless it is undefined */
export function createManagementApi({ url, ca }: ApiTarget, token: string | undefined): ManagementApi {
  const agent = ca === undefined ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true, ca })
  const call = async (method: string, path: string, body?: unknown): Promise<ApiAnswer> => {
    const headers = { 'content-type': 'application/vnd.api+json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
    return new Promise((resolve, reject) => {
      const request = (ca === undefined ? requestHttp : requestHttps)(url + path, { method, headers, agent }, (response) => {
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
      })
      request.once('error', reject)
      request.end(body === undefined ? undefined : JSON.stringify(body))
    })
  }
  const resource = async (method: string, path: string, body?: unknown): Promise<ApiResource> => {
    const answer = await call(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path} was answered with ${answer.status}: ${answer.body}`)
    return JSON.parse(answer.body).data
  }
  const create = (path: string, type: string, attributes: unknown) => resource('POST', path, { data: { type, attributes } })

  async function imported(id: string): Promise<ApiResource> {
    for (;;) {
      const module = await resource('GET', `/api/v2/registry-modules/${id}`)
      const { status, 'version-statuses': versions } = module.attributes
      const pending = (versions as { status: string }[]).some((version) => version.status !== 'ok' && !version.status.endsWith('failed'))
      if (IMPORT_ENDED.has(String(status)) && !pending) return module
      await delay(LOOK_EVERY)
    }
  }

  return {
    call,
    createOrganization: (name) => create('/api/v2/organizations', 'organizations', { name, email: `${name}@example.com` }),
    connect: async (organization, attributes) => {
      const path = `/api/v2/organizations/${organization}/oauth-clients`
      const client = await create(path, 'oauth-clients', { 'service-provider': 'git', ...attributes })
      const tokens = client.relationships['oauth-tokens']?.data
      return Array.isArray(tokens) ? (tokens[0]?.id ?? '') : ''
    },
    publish: async (organization, oauthTokenId, publications) => {
      const path = `/api/v2/organizations/${organization}/registry-modules/vcs`
      const ids: string[] = []
      for (const publication of publications) {
        const vcsRepo = { ...publication['vcs-repo'], 'oauth-token-id': oauthTokenId }
        ids.push((await create(path, 'registry-modules', { ...publication, 'vcs-repo': vcsRepo })).id)
      }
      const modules: ApiResource[] = []
      for (const id of ids) modules.push(await imported(id))
      return modules
    },
  }
}
