// A server with an organization that is connected to a stand-in for a git host.
import { cookieNames } from '../../src/platform/http/browser-session/index.ts'
import type { AdministeredApi, StartAdministered, TestResource } from '../support/administered-api.ts'
import { provenPassword } from '../support/identity-ports.ts'
import { PUBLIC_URL } from '../support/test-server.ts'
import type { Deliver, FakeHost, FakeRepository } from './fakes/fake-host.ts'
import { HOSTS } from './hosts.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const MODULE = { 'main.tf': 'variable "name" {\n  type = string\n}\n', 'README.md': '# VPC\n' }

export interface ConnectedApp {
  app: AdministeredApi
  host: FakeHost
  /** the connection's; undefined until a user authorizes it */
  oauthTokenId: string
  /** A repository with a first commit and these tags. */
  repository(name: string, tags?: readonly string[]): Promise<FakeRepository>
  /** @returns the module */
  publish(repository: FakeRepository): Promise<TestResource>
  /** The versions that Terraform sees, oldest first. */
  versions(name: string, provider?: string): Promise<string[]>
  /** The connection in the API. */
  token(): Promise<TestResource>
}

export async function startHost(kind: string, deliver: Deliver): Promise<FakeHost> {
  const make = HOSTS[kind]
  if (make === undefined) throw new Error(`there is no stand-in for ${kind}`)
  return await make(deliver).start()
}

/** Deliveries go to the server without a socket. */
export function deliverTo(app: () => AdministeredApi): Deliver {
  return async (url, { headers, body }) => {
    const answer = await app().app.http.inject({ method: 'POST', url: new URL(url).pathname, headers, payload: body })
    return { status: answer.statusCode }
  }
}

export async function connectedApp(
  kind: string,
  start: StartAdministered,
  { attributes }: { attributes?: (host: FakeHost) => Record<string, unknown> } = {},
): Promise<ConnectedApp & { close(): Promise<void> }> {
  const started: AdministeredApi[] = []
  const host = await startHost(
    kind,
    deliverTo(() => running(started)),
  )
  const settings = host.serverSettings()
  const app = await start({ settings, own: Object.keys(settings).length > 0 })
  started.push(app)
  host.now = () => app.clock.now()
  await app.post('/api/v2/organizations', 'organizations', { name: 'acme', email: 'a@example.com' })
  const connection = attributes?.(host) ?? host.tokenConnection()
  const client = await app.post('/api/v2/organizations/acme/oauth-clients', 'oauth-clients', connection)
  const tokens = client.relationships['oauth-tokens']?.data as { id: string }[]
  const oauthTokenId = tokens[0]?.id ?? ''
  return {
    app,
    host,
    oauthTokenId,
    repository: (name, tags = []) => host.createRepository(host.identifierFor(name), { commit: { files: MODULE, tags: [...tags] } }),
    publish: ({ identifier }) =>
      app.post('/api/v2/organizations/acme/registry-modules/vcs', 'registry-modules', {
        'vcs-repo': { identifier, 'oauth-token-id': oauthTokenId, 'display-identifier': identifier },
      }),
    async versions(name, provider = 'aws') {
      const answer = await app.request('GET', `/api/registry/v1/modules/acme/${name}/${provider}/versions`)
      if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`)
      return JSON.parse(answer.text)
        .modules[0].versions.map((each: { version: string }) => each.version)
        .toReversed()
    },
    token: () => app.get(`/api/v2/oauth-tokens/${oauthTokenId}`),
    close: () => host.close(),
  }
}

function running([app]: readonly AdministeredApi[]): AdministeredApi {
  if (app === undefined) throw new Error('the server is not there yet')
  return app
}

/** Opens an address as the signed-in administrator's browser. @returns status, `Location` and text of the response */
export async function browse({ app }: AdministeredApi, url: string): Promise<{ status: number; location: string; text: string }> {
  const { userRegistry, sessions } = app.identity
  const admin = await userRegistry.named('admin')
  const cookie = `${cookieNames(PUBLIC_URL).session}=${await sessions.start(admin, provenPassword)}`
  const { pathname, search } = new URL(url, PUBLIC_URL)
  const answer = await app.http.inject({ method: 'GET', url: pathname + search, headers: { cookie } })
  return { status: answer.statusCode, location: answer.headers['location'] ?? '', text: answer.body }
}
