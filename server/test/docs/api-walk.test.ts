// Executes the walk through the API in docs/API.md verbatim.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildRepository } from '../support/repository-builder.ts'
import { startServer } from '../support/running-server.ts'

const DOCUMENT = new URL('../../../docs/API.md', import.meta.url)
const BLOCK = /^```sh execute\n([\s\S]*?)^```$/gm
const PATIENCE = 300_000
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'terrace-docs-'))
})
afterAll(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }))

async function bash(script: string, variables: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: directory, ...variables }
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE - 10_000)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const code = await ended
  clearTimeout(timer)
  return { code, output: stdout + stderr }
}

test('the life of a module with curl works as in docs/API.md', { timeout: PATIENCE }, async () => {
  const document = await readFile(DOCUMENT, 'utf8')
  const blocks = [...document.matchAll(BLOCK)].map(([, script = '']) => script)
  expect(blocks.length).toBeGreaterThan(8)
  const repository = await buildRepository(join(directory, 'git', 'platform', 'terraform-null-label.git'))
  const files = { 'main.tf': 'variable "name" {\n  type = string\n}\n', 'modules/short/main.tf': 'variable "length" {}\n' }
  await repository.commit({ files, tags: ['v1.0.0'] })
  await using server = await startServer({ dataDirectory: join(directory, 'data'), settings: { TERRACE_ALLOW_FILE_REMOTES: 'on' } })
  const token = await server.userWithToken('alice')
  // When a block fails, the output has the last command.
  const script = blocks.map((block, index) => `echo "--- block ${index + 1}"\n${block}`).join('\n')
  const { code, output } = await bash(script, { TERRACE: server.url, TOKEN: token, GIT_HOST: `file://${join(directory, 'git')}` })
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(`--- block ${blocks.length}`) })
  const left = await fetch(`${server.url}/api/v2/organizations`, { headers: { authorization: `Bearer ${token}` } })
  expect(await left.json()).toMatchObject({ data: [] })
})
