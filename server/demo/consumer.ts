// A team that uses the module: with terraform or tofu where one is installed, otherwise with plain HTTP.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { say } from './output.ts'

interface Installation {
  /** of the consumer's configuration; made here */
  directory: string
  server: { host: string; url: string; token: string }
  /** of the module, with host */
  address: string
}

export async function installModule(installation: Installation): Promise<void> {
  const { directory, address } = installation
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'main.tf'), consumerConfiguration(address))
  const tool = ['terraform', 'tofu'].find((name) => spawnSync(name, ['version'], { stdio: 'ignore' }).status === 0)
  if (tool === undefined) {
    say('Neither terraform nor tofu is installed here; fetching the archive as they would:')
    await fetchArchive(installation)
  } else {
    runInit(tool, installation)
  }
}

function consumerConfiguration(address: string): string {
  return `module "label" {
  source  = "${address}"
  version = "~> 1.0"

  name = "web"
}

module "tags" {
  source  = "${address}//modules/tags"
  version = "1.0.0"

  id = module.label.id
}

output "tags" {
  value = module.tags.tags
}
`
}

/** Without TLS, the tool must be told where the service is; with TLS, it discovers that itself. */
function runInit(tool: string, { directory, server }: Installation): void {
  const settings = join(directory, 'cli.tfrc')
  writeFileSync(
    settings,
    `host "${server.host}" {
  services = { "modules.v1" = "${server.url}/api/registry/v1/modules/" }
}

credentials "${server.host}" {
  token = "${server.token}"
}
`,
  )
  say(`$ ${tool} init`)
  const env = { ...process.env, TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' }
  const output = execFileSync(tool, ['init', '-no-color', '-input=false'], { cwd: directory, env, encoding: 'utf8' })
  for (const line of output.trim().split('\n')) say(`  ${line}`)
}

async function fetchArchive({ directory, server, address }: Installation): Promise<void> {
  const headers = { authorization: `Bearer ${server.token}` }
  const base = `${server.url}/api/registry/v1/modules/${address.slice(address.indexOf('/') + 1)}`
  const versions = (await (await fetch(`${base}/versions`, { headers })).json()) as { modules: { versions: { version: string }[] }[] }
  const newest = versions.modules[0]?.versions[0]?.version ?? ''
  say(`GET versions: ${versions.modules[0]?.versions.map(({ version }) => version).join(', ')}`)
  const download = await fetch(`${base}/${newest}/download`, { headers })
  const location = new URL(download.headers.get('x-terraform-get') ?? '', base)
  say(`GET ${newest}/download: ${download.status}, archive with ${location.searchParams.get('checksum')}`)
  const archive = Buffer.from(await (await fetch(location)).arrayBuffer())
  const target = join(directory, 'label')
  mkdirSync(target, { recursive: true })
  execFileSync('tar', ['-xzf', '-', '-C', target], { input: archive })
  say(`unpacked ${archive.length} bytes: ${readdirSync(target).join(', ')}`)
}
