// A git host with repositories, the server, and what users see of the modules.
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { extract } from 'tar-stream'
import type { AdministeredApi, TestResource } from '../support/administered-api.ts'
import type { Answer } from '../support/api.ts'
import { type GitRemoteOptions, startGitRemote, type TestGitRemote } from '../support/git-remote.ts'
import { makeGitWorkspace } from '../support/git-workspace.ts'
import type { CommitSpec, RepositoryBuilder } from '../support/repository-builder.ts'

export const ORGANIZATION = 'acme'
export const CREDENTIAL = { username: 'reader', password: 'pa55-w0rd-of-the-host' }

/** The attributes of a publication, without its connection. */
export interface Publication {
  identifier?: string
  'vcs-repo'?: Record<string, unknown>
  [attribute: string]: unknown
}

export interface PublishedModule {
  id: string
  name: string
  /** as the API shows it now */
  read(): Promise<TestResource['attributes']>
  /** status by version */
  statuses(): Promise<Record<string, string>>
  version(number: string): Promise<TestResource['attributes']>
  /** the ledger, by tag */
  tags(): Promise<Record<string, TestResource['attributes']>>
  /** names */
  tagsOf(version: string): Promise<string[]>
  /** what the protocol lists, newest first */
  listed(): Promise<string[]>
  /** Downloads the archive as the CLI does, and verifies its checksum. @returns content by path */
  download(version: string): Promise<{ files: Record<string, string>; sha256: string }>
  resync(): Promise<void>
  retry(version?: string): Promise<void>
}

export interface GitHost extends AsyncDisposable {
  remote: TestGitRemote
  /** of the connection */
  oauthTokenId: string
  oauthClientId: string
  repository(name: string): Promise<RepositoryBuilder>
  /** @param publication `identifier`: default `infra/terraform-aws-vpc` */
  tryPublish(publication?: Publication): Promise<Answer>
  publish(publication?: Publication): Promise<PublishedModule>
}

/** A commit with one file and a tag. */
export function tagged(tag: string, files: CommitSpec['files'] = { 'main.tf': `# ${tag}\n` }): CommitSpec {
  return { files, tags: [tag] }
}

export interface GitHostOptions {
  /** more attributes of the connection, such as another password */
  connection?: Record<string, unknown>
  faults?: GitRemoteOptions['faults']
  tls?: GitRemoteOptions['tls']
  /** which is created; default `acme` */
  organization?: string
}

export async function connectGitHost(server: AdministeredApi, options: GitHostOptions = {}): Promise<GitHost> {
  const { connection = {}, faults, tls, organization = ORGANIZATION } = options
  const workspace = await makeGitWorkspace()
  const remote = await startGitRemote({
    root: workspace.repositories,
    auth: CREDENTIAL,
    ...(faults === undefined ? {} : { faults }),
    ...(tls === undefined ? {} : { tls }),
  })
  await server.post('/api/v2/organizations', 'organizations', { name: organization, email: 'acme@example.com' })
  const client = await server.post(`/api/v2/organizations/${organization}/oauth-clients`, 'oauth-clients', {
    'service-provider': 'git',
    'http-url': remote.url,
    key: CREDENTIAL.username,
    'oauth-token-string': CREDENTIAL.password,
    ...connection,
  })
  const tokens = client.relationships['oauth-tokens']?.data
  const oauthTokenId = Array.isArray(tokens) ? (tokens[0]?.id ?? '') : ''

  const tryPublish: GitHost['tryPublish'] = ({ identifier = 'infra/terraform-aws-vpc', 'vcs-repo': vcsRepo, ...attributes } = {}) => {
    const repo = { identifier, 'oauth-token-id': oauthTokenId, ...vcsRepo }
    const body = { data: { type: 'registry-modules', attributes: { 'vcs-repo': repo, ...attributes } } }
    return server.request('POST', `/api/v2/organizations/${organization}/registry-modules/vcs`, body)
  }
  return {
    remote,
    oauthTokenId,
    oauthClientId: client.id,
    repository: (name) => workspace.repository(name),
    tryPublish,
    async publish(publication) {
      const answer = await tryPublish(publication)
      if (answer.status !== 201) throw new Error(`publishing was answered with ${answer.status}: ${answer.text}`)
      return publishedModule(server, JSON.parse(answer.text).data)
    },
    async [Symbol.asyncDispose]() {
      await remote.close()
      await workspace[Symbol.asyncDispose]()
    },
  }
}

function publishedModule(server: AdministeredApi, { id, attributes }: TestResource): PublishedModule {
  const { name, provider } = attributes
  const address = `/api/registry/v1/modules/${ORGANIZATION}/${name}/${provider}`
  const managed = `/api/v2/organizations/${ORGANIZATION}/registry-modules/private/${ORGANIZATION}/${name}/${provider}`
  const act = async (action: string) => {
    const answer = await server.request('POST', `/api/v2/registry-modules/${id}/actions/${action}`)
    if (answer.status !== 202) throw new Error(`${action} was answered with ${answer.status}: ${answer.text}`)
    await server.runJobs()
  }
  const read = async () => (await server.get(`/api/v2/registry-modules/${id}`)).attributes
  return {
    id,
    name,
    read,
    version: async (number) => (await server.get(`${managed}/version?module_version=${encodeURIComponent(number)}`)).attributes,
    async statuses() {
      const versions: { version: string; status: string }[] = (await read())['version-statuses']
      return Object.fromEntries(versions.map(({ version, status }) => [version, status]))
    },
    async tagsOf(version) {
      const { text } = await server.request('GET', `/api/v2/registry-modules/${id}/tags?filter[version]=${version}`)
      return (JSON.parse(text) as { data: TestResource[] }).data.map(({ attributes }) => attributes['tag'])
    },
    async tags() {
      const tags = await server.list(`/api/v2/registry-modules/${id}/tags`)
      return Object.fromEntries(tags.map((tag) => [tag.attributes['tag'], tag.attributes]))
    },
    async listed() {
      const body: { modules: { versions: { version: string }[] }[] } = JSON.parse((await server.request('GET', `${address}/versions`)).text)
      return (body.modules[0]?.versions ?? []).map(({ version }) => version)
    },
    download: (version) => download(server, `${address}/${version}/download`),
    resync: () => act('resync'),
    retry: (version) => act(version === undefined ? 'retry' : `retry?module_version=${version}`),
  }
}

async function download(server: AdministeredApi, path: string): Promise<{ files: Record<string, string>; sha256: string }> {
  const answer = await server.request('GET', path)
  if (answer.status !== 204) throw new Error(`${path} was answered with ${answer.status}: ${answer.text}`)
  const url = new URL(String(answer.headers['x-terraform-get']))
  const archive = await server.request('GET', url.pathname + url.search, undefined, null)
  const sha256 = createHash('sha256').update(archive.bytes).digest('hex')
  if (url.searchParams.get('checksum') !== `sha256:${sha256}`)
    throw new Error(`the archive behind ${path} is not the one that was promised`)
  return { files: await unpack(archive.bytes), sha256 }
}

async function unpack(archive: Buffer): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  const entries = extract()
  entries.end(gunzipSync(archive))
  for await (const entry of entries) {
    if (entry.header.type !== 'file') throw new Error(`${entry.header.name} is a ${entry.header.type}`)
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    files[entry.header.name] = Buffer.concat(chunks).toString('utf8')
  }
  return files
}
