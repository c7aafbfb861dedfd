// The program as a process. Nothing here knows vitest's workers, so that a set-up for all of them can use it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { freePort } from './free-port.ts'
import type { TestCertificates } from './test-certificates.ts'

export interface ProcessOptions {
  dataDirectory: string
  /** its bundle */
  program: string
  /** `['serve']` when absent */
  command?: readonly string[]
  /** serve HTTPS with these */
  tls?: TestCertificates
  /** settings beside address, data directory and TLS */
  settings?: Record<string, string>
}

export interface ServerProcess extends AsyncDisposable {
  pid: number | undefined
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
  signal(signal: NodeJS.Signals): void
  /** Asks it to exit. @returns its exit code; null when it was killed */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts the program and waits until it is ready. @throws Error with its output when it exits instead */
export async function startServerProcess(options: ProcessOptions): Promise<ServerProcess> {
  const { dataDirectory, program, command = ['serve'], tls, settings = {} } = options
  const host = settings['TERRACE_LISTEN'] ?? `127.0.0.1:${await freePort()}`
  const env = environmentFor(program, {
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
    pid: child.pid,
    host,
    url: `${tls === undefined ? 'http' : 'https'}://${host}`,
    ca: tls?.ca,
    dataDirectory,
    env,
    stdout,
    signal: (signal) => void child.kill(signal),
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  }
}

/** This process's environment without settings of Terrace and proxies, plus `settings`, for a program that starts often. */
export function environmentFor(program: string, settings: Record<string, string>): NodeJS.ProcessEnv {
  const rest = Object.entries(process.env).filter(([name]) => !name.startsWith('TERRACE_') && !/^(https?|no)_proxy$/i.test(name))
  return { ...Object.fromEntries(rest), NODE_COMPILE_CACHE: join(dirname(program), 'compiled'), ...settings }
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

/** Resolves at once when it has ended. */
export async function untilEnded(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}
