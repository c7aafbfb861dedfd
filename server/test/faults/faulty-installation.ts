// The program on a PostgreSQL server of its own, and requests of every protocol that need the database.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client } from 'pg'
import { createManagementApi, type ManagementApi } from '../support/management-api.ts'
import { type OwnPostgresServer, startOwnPostgres } from '../support/postgres.ts'
import { type RunningServer, startServer } from '../support/running-server.ts'

export interface FaultyInstallation extends AsyncDisposable {
  postgres: OwnPostgresServer
  server: RunningServer
  /** an owner of the organization `acme` */
  api: ManagementApi
  token: string
  probes: readonly Probe[]
  /** Runs statements on a connection that the program knows nothing of, which stays open. */
  administrator(): Promise<Client>
}

/** A request that cannot be answered without the database. */
export interface Probe {
  what: string
  path: string
  request: RequestInit
  /** the media type of a failure, as the protocol prescribes it */
  type: RegExp
  /** of the body of a failure */
  body: RegExp
}

const SECRET = 'A'.repeat(43)
const JSON_API = 'application/vnd.api+json'
const FORM = 'application/x-www-form-urlencoded'
const REGISTRY_FAILURE = { type: /^application\/json/, body: /^\{"errors":\["[^"]+"\]\}$/ }
const JSON_API_FAILURE = {
  type: /^application\/vnd\.api\+json/,
  body: /^\{"errors":\[\{"status":"503","title":"[^"]+","detail":"[^"]+"\}\]\}$/,
}

export async function startFaultyInstallation(): Promise<FaultyInstallation> {
  await using ends = new AsyncDisposableStack()
  const directory = mkdtempSync(join(tmpdir(), 'terrace-faults-'))
  ends.defer(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }))
  const postgres = await startOwnPostgres()
  ends.defer(() => postgres.stop())
  const server = await startServer({ dataDirectory: join(directory, 'data'), settings: settingsOf(directory, postgres.url) })
  ends.defer(async () => void (await server.stop('SIGKILL')))
  const token = await server.userWithToken('ada')
  const api = createManagementApi(server, token)
  await api.createOrganization('acme')
  const probes = probesOf(token, await uploadPath(api))
  const clients: Client[] = []
  ends.defer(async () => void (await Promise.allSettled(clients.map((client) => client.end()))))
  const rest = ends.move()
  return {
    postgres,
    server,
    api,
    token,
    probes,
    async administrator() {
      const client = new Client({ connectionString: postgres.url, application_name: 'administrator' })
      client.on('error', () => undefined)
      clients.push(client)
      await client.connect()
      return client
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  }
}

export function settingsOf(directory: string, url: string): Record<string, string> {
  const key = join(directory, 'secret.key')
  writeFileSync(key, 'x'.repeat(64))
  return {
    TERRACE_DATABASE_URL: url,
    TERRACE_SECRET_KEY_FILE: key,
    TERRACE_STORAGE_URL: pathToFileURL(join(directory, 'objects')).href,
    TERRACE_RATE_LIMIT: '0',
  }
}

/** @returns where an archive of a version is to be put */
async function uploadPath(api: ManagementApi): Promise<string> {
  const modules = '/api/v2/organizations/acme/registry-modules'
  const module = { type: 'registry-modules', attributes: { name: 'x', provider: 'y', 'registry-name': 'private' } }
  await api.call('POST', modules, { data: module })
  const version = { type: 'registry-module-versions', attributes: { version: '1.0.0' } }
  const { body } = await api.call('POST', `${modules}/private/acme/x/y/versions`, { data: version })
  const { pathname, search } = new URL(JSON.parse(body).data.links.upload)
  return pathname + search
}

function probesOf(token: string, upload: string): Probe[] {
  const authorization = `Bearer ${token}`
  const grant = {
    grant_type: 'authorization_code',
    client_id: 'terraform-cli',
    code: SECRET,
    code_verifier: SECRET,
    redirect_uri: 'http://localhost:10000/login',
  }
  return [
    { what: 'reading', path: '/api/v2/organizations/acme', request: { headers: { authorization } }, ...JSON_API_FAILURE },
    {
      what: 'changing',
      path: '/api/v2/organizations/acme',
      request: {
        method: 'PATCH',
        headers: { authorization, 'content-type': JSON_API },
        body: JSON.stringify({ data: { type: 'organizations', attributes: { email: 'new@example.com' } } }),
      },
      ...JSON_API_FAILURE,
    },
    {
      what: 'watching',
      path: '/api/v2/organizations/acme/registry-modules/events',
      request: { headers: { authorization, accept: 'text/event-stream' } },
      ...JSON_API_FAILURE,
    },
    {
      what: 'terraform init',
      path: '/api/registry/v1/modules/acme/other/aws/versions',
      request: { headers: { authorization } },
      ...REGISTRY_FAILURE,
    },
    { what: 'an upload', path: upload, request: { method: 'PUT', body: 'archive' }, ...REGISTRY_FAILURE },
    {
      what: 'a webhook',
      path: '/webhooks/vcs/0b7a2d3e-5d6c-4a8e-9f10-112233445566',
      request: { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
      type: /^text\/plain/,
      body: /^The .*\.?\n$/,
    },
    {
      what: 'a page',
      path: '/app/settings/tokens',
      request: { headers: { cookie: `terrace-session=${SECRET}` }, redirect: 'manual' },
      type: /^text\/html/,
      body: /<p class="problem">The (connection to the )?database/,
    },
    {
      what: 'terraform login',
      path: '/oauth/token',
      request: { method: 'POST', headers: { 'content-type': FORM }, body: new URLSearchParams(grant).toString() },
      type: /^application\/json/,
      body: /^\{"error":"temporarily_unavailable","error_description":"[^"]+"\}$/,
    },
  ]
}
