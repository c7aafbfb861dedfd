// A real server, run by its command line.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { step } from './output.ts'

export interface DemoServer {
  /** such as `127.0.0.1:8080` */
  host: string
  url: string
  /** of the demo's user */
  token: string
  /** signs the demo's user in once */
  signInLink: string
  stop(): Promise<void>
}

const PROGRAM = fileURLToPath(new URL('../dist/terrace.js', import.meta.url))
const DEMO_USER = 'demo'
const PREFERRED_PORT = 8080
const PATIENCE = 30_000

export async function startServer(dataDirectory: string): Promise<DemoServer> {
  const host = `127.0.0.1:${await freePort(PREFERRED_PORT).catch(() => freePort(0))}`
  const env = {
    ...process.env,
    TERRACE_LISTEN: host,
    TERRACE_DATA_DIR: dataDirectory,
    TERRACE_ALLOW_FILE_REMOTES: 'on',
    TERRACE_LOG_LEVEL: process.env['TERRACE_LOG_LEVEL'] ?? 'error',
  }
  const child = spawn(process.execPath, [PROGRAM, 'serve'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const url = `http://${host}`
  try {
    await untilReady(child, url)
    admin(env, ['create-user', '--username', DEMO_USER, '--email', 'demo@example.com', '--site-admin'])
    const token = admin(env, ['create-token', '--username', DEMO_USER, '--description', 'demonstration'])
    const signInLink = admin(env, ['create-sign-in-link', '--username', DEMO_USER, '--minutes', '1440'])
    step('A registry', `${url}, with a user and a token made by \`terrace admin\``)
    return { host, url, token, signInLink, stop: () => stop(child) }
  } catch (error) {
    await stop(child)
    throw error
  }
}

function admin(env: NodeJS.ProcessEnv, args: readonly string[]): string {
  return execFileSync(process.execPath, [PROGRAM, 'admin', ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .trim()
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + PATIENCE
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`)
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok === true) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the server did not become ready')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : wanted))
    })
  })
}
