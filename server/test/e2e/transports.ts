// The two ways a consumer can reach a registry, and a running registry of either kind with its consumers.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGitRemote, type TestGitRemote } from '../support/git-remote.ts'
import type { Consumer } from '../support/installed-terraform.ts'
import { createManagementApi, type ManagementApi } from '../support/management-api.ts'
import { buildRepository, type RepositoryBuilder } from '../support/repository-builder.ts'
import { type RunningServer, startServer } from '../support/running-server.ts'
import { makeCertificates } from '../support/test-certificates.ts'

/** Discovery needs HTTPS; plain HTTP needs a `host` block in the consumer's settings. */
export const TRANSPORTS = [
  { transport: 'over TLS, by discovery', tls: true },
  { transport: 'over plain HTTP, with a host block', tls: false },
] as const

export interface Registry extends AsyncDisposable {
  server: RunningServer
  /** as the owner of the organization `acme` */
  api: ManagementApi
  /** of the connection to the git host */
  oauthTokenId: string
  /** with the owner's token */
  consumer: Consumer
  /** @param name without `.git` */
  repository(name: string): Promise<RepositoryBuilder>
  /** such as `127.0.0.1:1234/acme/label/null` */
  address(name: string): string
}

const ORGANIZATION = 'acme'
const GIT_ACCESS = { username: 'reader', password: 'a-password-of-the-git-host' }

/** A running server with one organization, connected to a smart-HTTP git host with a password. */
export async function startRegistry({ program, tls }: { program: string; tls: boolean }): Promise<Registry> {
  const directory = await mkdtemp(join(tmpdir(), 'terrace-e2e-'))
  const root = join(directory, 'git')
  await mkdir(root)
  const opened: { remote?: TestGitRemote; server?: RunningServer } = {}
  const close = async () => {
    await opened.server?.stop()
    await opened.remote?.close()
    await rm(directory, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const remote = await startGitRemote({ root, auth: GIT_ACCESS })
    opened.remote = remote
    const certificates = tls ? await makeCertificates(join(directory, 'tls')) : undefined
    const settings = { TERRACE_ALLOW_PRIVATE_ADDRESSES: 'on', TERRACE_RATE_LIMIT: '0' }
    const server = await startServer({
      dataDirectory: join(directory, 'data'),
      settings,
      ...(certificates === undefined ? {} : { tls: certificates }),
    })
    opened.server = server
    const token = await server.userWithToken('owner')
    const api = createManagementApi(server, token)
    await api.createOrganization(ORGANIZATION)
    const access = { key: GIT_ACCESS.username, 'oauth-token-string': GIT_ACCESS.password }
    return {
      server,
      api,
      oauthTokenId: await api.connect(ORGANIZATION, { 'http-url': remote.url, ...access }),
      consumer: { program, directory: join(directory, 'consumers'), server, token, caFile: certificates?.caFile },
      repository: (name) => buildRepository(join(root, `${name}.git`)),
      address: (name) => `${server.host}/${ORGANIZATION}/${name}/null`,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** A call of a module in HCL. */
export function call(name: string, source: string, version?: string): string {
  return `module "${name}" {\n  source = "${source}"\n${version === undefined ? '' : `  version = "${version}"\n`}}\n`
}
