// Programs of other languages that call the API or generate clients for it, installed once into a cache, at pinned versions.
import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestContext } from 'vitest'

export const DOCUMENT = fileURLToPath(new URL('../../../docs/openapi.json', import.meta.url))
export const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/api-clients', import.meta.url))
/** The first compilation of a generator takes minutes on a busy machine. */
export const PATIENCE = 15 * 60_000

const PINNED = {
  oapiCodegen: 'v2.8.2',
  openapiPythonClient: '0.29.1',
  schemathesis: { version: '4.32.5', hypothesis: '6.170.17' },
  /** the last version whose module has the integration tests */
  goTfe: { version: 'v1.109.0', sum: 'h1:zWusjKHkWBdkmgzUc1OizccnlcOiCe/Y0FzOQMQLets=' },
}
const ON_CI = process.env['CI'] === 'true'
const MAX_OUTPUT = 64 * 1024 * 1024

const execute = promisify(execFile)

interface RunOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
}

/** @returns standard output and error @throws Error with both when it fails */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { stdout, stderr } = await execute(program, args, settings(options))
  return stdout + stderr
}

/** Whatever its exit code is: programs that run tests fail when a test does. @returns standard output, and error */
export async function runToEnd(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ ok: boolean; stdout: string; stderr: string }> {
  try {
    return { ok: true, ...(await execute(program, args, settings(options))) }
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    if (stdout === undefined || stderr === undefined) throw error
    return { ok: false, stdout, stderr }
  }
}

function settings({ cwd, env }: RunOptions) {
  return { cwd, env: { ...process.env, ...env }, maxBuffer: MAX_OUTPUT }
}

/** Skips the test without the language or its packages, except on CI, which can install them. */
async function orSkip<Installed>(context: TestContext, program: string, install: () => Promise<Installed>): Promise<Installed> {
  if (spawnSync(program, ['--help'], { stdio: 'ignore' }).error !== undefined) return skip(context, `${program} is not installed`)
  try {
    await mkdir(CACHE, { recursive: true })
    return await install()
  } catch (error) {
    if (ON_CI) throw error
    return skip(context, `its packages cannot be installed: ${String(error).slice(0, 200)}`)
  }
}

/** @throws Error on CI, where everything has to run */
function skip(context: TestContext, reason: string): never {
  if (ON_CI) throw new Error(reason)
  process.stderr.write(`skipped: ${context.task.name}: ${reason}\n`)
  context.skip(reason)
}

/** @returns the path of oapi-codegen */
export function goGenerator(context: TestContext): Promise<string> {
  return orSkip(context, 'go', async () => {
    const folder = `${CACHE}/oapi-codegen-${PINNED.oapiCodegen}`
    const program = `${folder}/oapi-codegen`
    const name = `github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@${PINNED.oapiCodegen}`
    if (!existsSync(program)) await run('go', ['install', name], { env: { GOBIN: folder } })
    return program
  })
}

/** The tests of the official Go client, compiled. They read files from their directory. */
export interface GoTests {
  program: string
  directory: string
}

/** Fetches the Go module with its tests. @throws Error when its sum is not the pinned one */
export function officialGoTests(context: TestContext): Promise<GoTests> {
  return orSkip(context, 'go', async () => {
    const { version, sum } = PINNED.goTfe
    const args = ['mod', 'download', '-json', `github.com/hashicorp/go-tfe@${version}`]
    const { stdout } = await execute('go', args, settings({ cwd: CACHE }))
    const { Dir: directory, Sum: found } = JSON.parse(stdout) as { Dir: string; Sum: string }
    if (found !== sum) throw new Error(`go-tfe ${version} has the sum ${found} instead of ${sum}`)
    const program = `${CACHE}/go-tfe-${version}.test`
    if (!existsSync(program)) await run('go', ['test', '-c', '-o', program, '.'], { cwd: directory })
    return { program, directory }
  })
}

/** @returns the folder of the programs of a virtual environment with openapi-python-client */
export function pythonGenerator(context: TestContext): Promise<string> {
  const { openapiPythonClient: version } = PINNED
  return pythonPrograms(context, 'openapi-python-client', version, [`openapi-python-client==${version}`])
}

/** @returns the path of schemathesis. What it generates also depends on the version of Hypothesis */
export async function requestGenerator(context: TestContext): Promise<string> {
  const { version, hypothesis } = PINNED.schemathesis
  const packages = [`schemathesis==${version}`, `hypothesis==${hypothesis}`]
  return `${await pythonPrograms(context, 'schemathesis', version, packages)}/schemathesis`
}

function pythonPrograms(context: TestContext, name: string, version: string, packages: readonly string[]): Promise<string> {
  return orSkip(context, 'python3', async () => {
    const folder = `${CACHE}/${name}-${version}`
    if (!existsSync(`${folder}/bin/${name}`)) {
      await run('python3', ['-m', 'venv', folder])
      await run(`${folder}/bin/pip`, ['install', '--quiet', ...packages])
    }
    return `${folder}/bin`
  })
}

/** Skips the test where a program is not installed, except on CI. */
export function requirePrograms(context: TestContext, ...programs: readonly string[]): void {
  const missing = programs.filter((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined)
  if (missing.length > 0) skip(context, `${missing.join(', ')} is not installed`)
}

/** Skips the test for other users than root, except on CI. */
export function requireRoot(context: TestContext): void {
  if (process.getuid?.() !== 0) skip(context, 'it needs root')
}
