// Generators of API clients in other languages, installed once into a cache, at pinned versions.
import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestContext } from 'vitest'

export const DOCUMENT = fileURLToPath(new URL('../../../../docs/openapi.json', import.meta.url))
export const CACHE = fileURLToPath(new URL('../../../../node_modules/.cache/api-clients', import.meta.url))
/** The first compilation of a generator takes minutes on a busy machine. */
export const PATIENCE = 15 * 60_000

const PINNED = { oapiCodegen: 'v2.8.2', openapiPythonClient: '0.29.1' }
const ON_CI = process.env['CI'] === 'true'
const MAX_OUTPUT = 64 * 1024 * 1024

const execute = promisify(execFile)

/** @returns standard output and error @throws Error with both when it fails */
export async function run(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const { stdout, stderr } = await execute(program, args, { ...options, env: { ...process.env, ...options.env }, maxBuffer: MAX_OUTPUT })
  return stdout + stderr
}

/** Skips the test without the language. Without its packages, skips it except on CI, which can install them. */
async function orSkip(context: TestContext, program: string, install: () => Promise<string>): Promise<string> {
  if (spawnSync(program, ['--help'], { stdio: 'ignore' }).error !== undefined) return skip(context, `${program} is not installed`)
  try {
    await mkdir(CACHE, { recursive: true })
    return await install()
  } catch (error) {
    if (ON_CI) throw error
    return skip(context, `the generator cannot be installed: ${String(error).slice(0, 200)}`)
  }
}

function skip(context: TestContext, reason: string): never {
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

/** @returns the folder of the programs of a virtual environment with openapi-python-client */
export function pythonGenerator(context: TestContext): Promise<string> {
  return orSkip(context, 'python3', async () => {
    const folder = `${CACHE}/openapi-python-client-${PINNED.openapiPythonClient}`
    if (!existsSync(`${folder}/bin/openapi-python-client`)) {
      await run('python3', ['-m', 'venv', folder])
      await run(`${folder}/bin/pip`, ['install', '--quiet', `openapi-python-client==${PINNED.openapiPythonClient}`])
    }
    return `${folder}/bin`
  })
}
