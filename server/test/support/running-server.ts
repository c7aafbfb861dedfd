// The real program as a process, for black-box tests.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'
import { type Outcome, runCommand } from './command-line.ts'
import { environmentFor, type ProcessOptions, type ServerProcess, startServerProcess, untilEnded } from './server-process.ts'

const PROGRAMS = inject('programs')
export const PROGRAM = join(PROGRAMS, 'main.js')
/** The server with short leases. */
export const QUICK_LEASE_SERVER = join(PROGRAMS, 'quick-lease-server.js')

/** The bundle of the tests runs unless it names another program. */
export type ServerOptions = Omit<ProcessOptions, 'program'> & Partial<Pick<ProcessOptions, 'program'>>

export interface RunningServer extends ServerProcess {
  /** `admin create-user` and `create-token`. @returns the token */
  userWithToken(username: string, options?: { siteAdmin?: boolean }): Promise<string>
}

/** Starts the program and waits until it is ready. @throws Error with its output when it exits instead */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = await startServerProcess({ program: PROGRAM, ...options })
  return {
    ...server,
    userWithToken: async (username, { siteAdmin = false } = {}) => {
      const role = siteAdmin ? ['--site-admin'] : []
      await expectSuccess(['admin', 'create-user', '--username', username, '--email', `${username}@example.com`, ...role], server.env)
      return (await expectSuccess(['admin', 'create-token', '--username', username], server.env)).trim()
    },
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
  return environmentFor(PROGRAM, settings)
}

async function expectSuccess(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  // Within this process: starting the program takes a second of processor time.
  const { code, stdout, stderr } = await runCommand(args, env)
  if (code !== 0) throw new Error(`${args.join(' ')} ended with code ${code}: ${stderr}`)
  return stdout
}
