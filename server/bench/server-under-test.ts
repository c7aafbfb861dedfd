// The real program, started by its command line on a data directory of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stopProcess } from './children.ts'

export interface ServerUnderTest extends AsyncDisposable {
  url: string
  port: number
  pid: number | undefined
}

export type LogEvent = Record<string, unknown> & { msg: string }

export const PROGRAM = fileURLToPath(new URL('../dist/terrace.js', import.meta.url))
const PATIENCE = 30_000

/** @param onEvent told every log event; with it, the log is detailed */
export async function startServerUnderTest(dataDirectory: string, onEvent?: (event: LogEvent) => void): Promise<ServerUnderTest> {
  const port = await freePort()
  const child = spawn(process.execPath, [PROGRAM, 'serve'], {
    env: { ...settings(dataDirectory), TERRACE_LISTEN: `127.0.0.1:${port}`, TERRACE_LOG_LEVEL: onEvent === undefined ? 'error' : 'debug' },
    stdio: ['ignore', 'ignore', onEvent === undefined ? 'inherit' : 'pipe'],
  })
  if (child.stderr !== null) createInterface({ input: child.stderr }).on('line', (text) => onEvent?.(JSON.parse(text) as LogEvent))
  const url = `http://127.0.0.1:${port}`
  try {
    await untilReady(child, url)
  } catch (error) {
    await stopProcess(child)
    throw error
  }
  return { url, port, pid: child.pid, [Symbol.asyncDispose]: () => stopProcess(child) }
}

/** The settings of every benchmark: no limits on requests, and remotes on this machine are allowed. */
export function settings(dataDirectory: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    NODE_OPTIONS: process.env['NODE_OPTIONS'],
    TERRACE_DATA_DIR: dataDirectory,
    TERRACE_RATE_LIMIT: '0',
    TERRACE_ALLOW_PRIVATE_ADDRESSES: 'on',
  }
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const deadline = performance.now() + PATIENCE
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`)
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok === true) return
    await delay(50)
  }
  throw new Error('the server did not become ready')
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
