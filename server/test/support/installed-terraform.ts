// The installed command line tool: Terraform or OpenTofu.
import { type ExecFileException, execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import type { RunningServer } from './running-server.ts'

/** How a consumer reaches a registry. */
export interface Consumer {
  program: string
  /** where its configurations go, each in a directory of its own */
  directory: string
  server: Pick<RunningServer, 'host' | 'url'>
  token: string | undefined
  /** the certificate authority to trust; without one, a `host` block says where the service is */
  caFile?: string | undefined
}

export interface InitOutcome {
  ok: boolean
  /** standard output and error, as one line */
  output: string
  /** of the configuration */
  directory: string
  /** by key, such as `network.subnet` */
  modules: Record<string, { version: string; directory: string }>
}

const PROGRAMS = ['terraform', 'tofu']
const MISSING = `neither ${PROGRAMS.join(' nor ')} is installed`

/** Tests that need the tool. Without it they are skipped, or fail with CI=true. */
export function describeWithTerraform(name: string, body: (program: string) => void): void {
  const program = PROGRAMS.find((candidate) => spawnSync(candidate, ['version'], { stdio: 'ignore' }).status === 0)
  if (program !== undefined) {
    describe(name, () => body(program))
  } else if (process.env['CI'] === 'true') {
    test(name, () => {
      throw new Error(MISSING)
    })
  } else {
    process.stdout.write(`Skipped, because ${MISSING}: ${name}\n`)
    test.skip(`${name} (${MISSING})`)
  }
}

/** Writes `configuration` into a new directory and runs `init` there. */
export async function init(consumer: Consumer, configuration: string): Promise<InitOutcome> {
  await mkdir(consumer.directory, { recursive: true })
  const directory = await mkdtemp(join(consumer.directory, 'configuration-'))
  await writeFile(join(directory, 'main.tf'), configuration)
  await writeFile(join(directory, 'cli.tfrc'), cliSettings(consumer))
  const { ok, output } = await run(consumer, directory, ['init', '-no-color', '-input=false', '-backend=false'])
  return { ok, output, directory, modules: await installedModules(directory) }
}

/** Runs another command of the tool in a configuration where `init` has been. */
export function run(consumer: Consumer, directory: string, args: readonly string[]): Promise<{ ok: boolean; output: string }> {
  const settings = join(directory, 'cli.tfrc')
  const env = {
    PATH: process.env['PATH'],
    HOME: directory,
    // With it, the tool ignores the token that `login` stored.
    ...(existsSync(settings) ? { TF_CLI_CONFIG_FILE: settings } : {}),
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    ...(consumer.caFile === undefined ? {} : { SSL_CERT_FILE: consumer.caFile }),
  }
  return new Promise((resolve) => {
    execFile(consumer.program, [...args], { cwd: directory, env }, (error: ExecFileException | null, stdout, stderr) => {
      // The tool wraps errors into framed lines at the terminal's width.
      resolve({ ok: error === null, output: `${stdout}\n${stderr}`.replace(/[\s│╷╵]+/g, ' ') })
    })
  })
}

function cliSettings({ server, token, caFile }: Consumer): string {
  const host = `host "${server.host}" {\n  services = { "modules.v1" = "${server.url}/api/registry/v1/modules/" }\n}\n`
  const credentials = `credentials "${server.host}" {\n  token = "${token}"\n}\n`
  return `${caFile === undefined ? host : ''}${token === undefined ? '' : credentials}`
}

async function installedModules(directory: string): Promise<InitOutcome['modules']> {
  const manifest = await readFile(join(directory, '.terraform', 'modules', 'modules.json'), 'utf8').catch(() => '{"Modules":[]}')
  const { Modules } = JSON.parse(manifest) as { Modules: { Key: string; Version?: string; Dir: string }[] }
  const called = Modules.filter(({ Key }) => Key !== '')
  return Object.fromEntries(called.map(({ Key, Version, Dir }) => [Key, { version: Version ?? '', directory: join(directory, Dir) }]))
}
