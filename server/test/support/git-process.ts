// A small process that runs git for the tests. A worker of Vitest holds hundreds of megabytes, which every fork would copy the page tables of.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('./git-process-main.ts', import.meta.url))

export const ROOT_HEADER = 'x-git-root'
export const RUN_PATH = '/run'

/** What `POST /run` reads, beside standard input. */
export interface GitRun {
  args: readonly string[]
  env: Record<string, string>
}

let started: Promise<string> | undefined

/** @returns the path of its socket; it is started once, and ends with this process */
function socketPath(): Promise<string> {
  started ??= start()
  return started
}

async function start(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'terrace-git-'))
  const socket = join(directory, 'socket')
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, socket], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  if (child.stdout !== null) await once(child.stdout, 'data')
  for (const part of [child, child.stdin, child.stdout]) if (part !== null && 'unref' in part) (part as { unref(): void }).unref()
  return socket
}

/** Answers a request for `<root>/<directory>.git/…` as a git server does. */
export async function forwardToGit(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url = '/', method = 'GET', headers } = request
  // Names of Azure DevOps have spaces.
  const path = url.replaceAll(/[^!-~]/g, encodeURIComponent)
  const call = httpRequest({ socketPath: await socketPath(), path, method, headers: { ...headers, [ROOT_HEADER]: root } }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers)
    answer.pipe(response)
    answer.once('error', () => response.destroy())
  })
  call.once('error', () => response.destroy())
  response.once('close', () => call.destroy())
  request.pipe(call)
}

/** @throws Error with what git said when it fails @returns its output */
export async function runGit(run: GitRun, input: string | Buffer): Promise<string> {
  const call = httpRequest({
    socketPath: await socketPath(),
    path: RUN_PATH,
    method: 'POST',
    headers: { 'x-run': encodeURIComponent(JSON.stringify(run)) },
  })
  call.end(input)
  const [answer]: IncomingMessage[] = await once(call, 'response')
  if (answer === undefined) throw new Error('the git process did not answer')
  const output = (await buffer(answer)).toString('utf8')
  if (answer.statusCode !== 200) throw new Error(`git ${run.args.join(' ')} failed: ${output}`)
  return output
}
