// A real server with the built interface, modules from git, and people who sign in.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { inject } from 'vitest'
import { runCommand } from '../../support/command-line.ts'
import { freePort } from '../../support/free-port.ts'
import { createManagementApi, type ManagementApi } from '../../support/management-api.ts'
import { buildRepository } from '../../support/repository-builder.ts'
import { type RunningServer, startServer } from '../../support/running-server.ts'
import type { Site } from './chromium.ts'

export const PASSWORD = 'correct horse battery staple'
const ROOT = join(import.meta.dirname, '../../../..')

export interface RunningSite extends Site, AsyncDisposable {
  readonly server: RunningServer
  /** Ends the server, and starts it again at the same address. */
  restart(): Promise<void>
  api: ManagementApi
  /** of the owner */
  token: string
  /** for the files of a test */
  directory: string
}

/**
 * With the organizations `acme`, which has modules, and `zenith`, which has none; both belong to `ada`.
 * @param hostName in the address of the site
 */
export async function startSite(hostName = '127.0.0.1'): Promise<RunningSite> {
  const directory = await mkdtemp(join(tmpdir(), 'terrace-interface-'))
  const port = await freePort()
  const url = `http://${hostName}:${port}`
  const program = await programWithInterface(directory)
  const start = () =>
    startServer({
      program,
      dataDirectory: join(directory, 'data'),
      settings: {
        TERRACE_LISTEN: `127.0.0.1:${port}`,
        TERRACE_PUBLIC_URL: url,
        TERRACE_ALLOW_FILE_REMOTES: 'on',
        TERRACE_RATE_LIMIT: '0',
      },
    })
  let server = await start()
  const token = await server.userWithToken('ada')
  await setPassword(server, 'ada')
  const api = createManagementApi({ url: server.url }, token)
  await publishModules(api, join(directory, 'git'))
  const close = async () => {
    await server.stop()
    await rm(directory, { recursive: true, force: true, maxRetries: 5 })
  }
  const restart = async () => {
    await server.stop()
    server = await start()
  }
  return {
    url,
    get server() {
      return server
    },
    restart,
    api,
    token,
    directory,
    [Symbol.asyncDispose]: close,
  }
}

/** The program looks for the interface where a checkout has it. @returns the path of the program */
async function programWithInterface(directory: string): Promise<string> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/interface.mjs')])
  const program = join(directory, 'server/dist/test')
  await mkdir(join(directory, 'web'))
  await symlink(join(ROOT, 'web/dist'), join(directory, 'web/dist'))
  await cp(inject('programs'), program, { recursive: true })
  return join(program, 'main.js')
}

export async function setPassword({ env }: RunningServer, username: string): Promise<void> {
  const { code, stderr } = await runCommand(['admin', 'set-password', '--username', username], env, `${PASSWORD}\n`)
  if (code !== 0) throw new Error(stderr)
}

/** Fills in the form that the page shows. */
export async function signIn(page: Page, username = 'ada'): Promise<void> {
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const HOSTILE = '<script>alert(1)</script>\n<img src="https://elsewhere.example/x.png" onerror="alert(2)">\n'

const NETWORK = {
  'README.md': `# Network\n\nCreates a network with subnets.\n\n${HOSTILE}`,
  'main.tf': `variable "cidr" {
  description = "Range of the network <script>alert(3)</script>"
  type        = string
}

variable "gateway" {
  description = "How subnets reach the internet"
  type = object({
    kind      = string
    addresses = list(string)
    timeout   = optional(number, 10)
  })
}

variable "pairs" {
  type = tuple([string, number])
}

variable "anything" {}

variable "tags" {
  description = "Tags of every resource"
  type        = map(string)
  default     = {}
}

output "id" {
  description = "Id of the network"
  value       = var.cidr
}
`,
  'modules/endpoints/main.tf': 'variable "service" {\n  type = string\n}\n',
  'examples/complete/main.tf': 'module "network" {\n  source = "../.."\n}\n',
}
const LABEL = {
  'README.md': '# Label\n\nNames things.\n',
  'main.tf': `variable "name" {}

variable "key" {
  description = "Signs the label"
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = var.key == null || length(var.key) > 7
    error_message = "A key has at least <b>8</b> characters."
  }
}

variable "stage" {
  default    = { short = "prod" }
  nullable   = false
  deprecated = "Use name."
}

output "seal" {
  value     = var.key
  sensitive = true
}

resource "random_id" "this" {}

data "http" "peers" {}

module "words" {
  source = "./modules/words"
}
`,
  'modules/words/main.tf': '',
}
const BROKEN = { 'broken.tf': 'output "broken" {\n  value =\n}\n' }

async function publishModules(api: ManagementApi, root: string): Promise<void> {
  const network = await buildRepository(join(root, 'platform/terraform-aws-network.git'))
  await network.commit({ files: NETWORK, tags: ['v1.0.0'] })
  await network.commit({ files: BROKEN, tags: ['v1.1.0'] })
  await network.commit({ files: { 'broken.tf': null }, tags: ['v1.2.0', 'v2.0.0-rc.1'] })
  const label = await buildRepository(join(root, 'platform/terraform-null-label.git'))
  await label.commit({ files: LABEL, tags: ['v0.4.2'] })
  const untagged = await buildRepository(join(root, 'platform/terraform-null-untagged.git'))
  await untagged.commit({ files: { 'main.tf': '' } })
  await api.createOrganization('acme')
  await api.createOrganization('zenith')
  const oauthTokenId = await api.connect('acme', { 'http-url': pathToFileURL(root).href })
  const identifiers = ['platform/terraform-aws-network', 'platform/terraform-null-label', 'platform/terraform-null-untagged']
  await api.publish(
    'acme',
    oauthTokenId,
    identifiers.map((identifier) => ({ 'vcs-repo': { identifier } })),
  )
}
