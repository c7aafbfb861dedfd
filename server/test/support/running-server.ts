// The real program as a process, for black-box tests.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'
import { type Outcome, runCommand } from './command-line.ts'
import { freePort } from './free-port.ts'
import type { TestCertificates } from './test-certificates.ts'

const PROGRAMS = inject('programs')
export const PROGRAM = join(PROGRAMS, 'main.js')
/** The server with short leases. */
export const QUICK_LEASE_SERVER = join(PROGRAMS, 'quick-lease-server.js')

export interface ServerOptions {
  dataDirectory: string
  /** the bundle of the tests when absent */
  program?: string
  /** `['serve']` when absent */
  command?: readonly string[]
  /** serve HTTPS with these */
  tls?: TestCertificates
  /** settings beside address, data directory and TLS */
  settings?: Record<string, string>
}

export interface RunningServer extends AsyncDisposable {
  /** such as `127.0.0.1:41234` */
  host: string
  url: string
  /** the certificate authority to trust (PEM) */
  ca: string | undefined
  dataDirectory: string
  /** the environment it runs in, for other commands on the same installation */
  env: NodeJS.ProcessEnv
  /** everything it wrote to standard output so far */
  stdout(): string
  /** `admin create-user` and `create-token`. @returns the token */
  userWithToken(username: string, options?: { siteAdmin?: boolean }): Promise<string>
  signal(signal: NodeJS.Signals): void
  /** Asks it to exit. @returns its exit code; null when it was killed */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts the program and waits until it is ready. @throws Error with its output when it exits instead */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { dataDirectory, program = PROGRAM, command = ['serve'], tls, settings = {} } = options
  const host = settings['TERRACE_LISTEN'] ?? `127.0.0.1:${await freePort()}`
  const env = cleanEnvironment({
    TERRACE_LISTEN: host,
    TERRACE_DATA_DIR: dataDirectory,
    TERRACE_LOG_LEVEL: 'warn',
    ...(tls === undefined ? {} : { TERRACE_TLS_CERT_FILE: tls.certFile, TERRACE_TLS_KEY_FILE: tls.keyFile }),
    ...settings,
  })
  const child = spawn(process.execPath, [program, ...command], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const stdout = await untilServing(child)
  const stop = (signal?: NodeJS.Signals) => end(child, signal)
  return {
    host,
    url: `${tls === undefined ? 'http' : 'https'}://${host}`,
    ca: tls?.ca,
    dataDirectory,
    env,
    stdout,
    userWithToken: async (username, { siteAdmin = false } = {}) => {
      const role = siteAdmin ? ['--site-admin'] : []
      await expectSuccess(['admin', 'create-user', '--username', username, '--email', `${username}@example.com`, ...role], env)
      return (await expectSuccess(['admin', 'create-token', '--username', username], env)).trim()
    },
    signal: (signal) => void child.kill(signal),
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  }
}

/** Runs one command of the program to its end. @param uid the user that it runs as; this one unless given */
export async function runProgram(args: readonly string[], env: NodeJS.ProcessEnv, uid?: number): Promise<Outcome> {
  const user = uid === undefined ? {} : { uid, gid: uid }
  const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'], ...user })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), untilEnded(child)])
  return { code: child.exitCode, stdout, stderr }
}

/** This process's environment without settings of Terrace and proxies, plus `settings`, for programs that start often. */
export function cleanEnvironment(settings: Record<string, string>): NodeJS.ProcessEnv {
  const rest = Object.entries(process.env).filter(([name]) => !name.startsWith('TERRACE_') && !/^(https?|no)_proxy$/i.test(name))
  return { ...Object.fromEntries(rest), NODE_COMPILE_CACHE: join(PROGRAMS, 'compiled'), ...settings }
}

async function expectSuccess(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  // Within this process: starting the program takes a second of processor time.
  const { code, stdout, stderr } = await runCommand(args, env)
  if (code !== 0) throw new Error(`${args.join(' ')} ended with code ${code}: ${stderr}`)
  return stdout
}

/** @returns a function that reads its standard output so far */
async function untilServing(child: ChildProcess): Promise<() => string> {
  let stdout = ''
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
      if (/Terrace is (serving|working)/.test(stdout)) resolve()
    })
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`the server ended with code ${code}: ${stderr}`)))
  })
  return () => stdout
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  child.kill(signal)
  await untilEnded(child)
  return child.exitCode
}

async function untilEnded(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}
