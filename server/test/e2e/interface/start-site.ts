// A real server with the built interface, and the user `ada`.
import { execFile } from 'node:child_process'
import { cp, mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createBrowser } from '../../support/browser.ts'
import { freePort } from '../../support/free-port.ts'
import { createManagementApi, type ManagementApi } from '../../support/management-api.ts'
import { type ServerProcess, startServerProcess } from '../../support/server-process.ts'

export const PASSWORD = 'correct horse battery staple'
const ROOT = join(import.meta.dirname, '../../../..')

/** What a browser of somebody who is signed in keeps. */
export interface SessionCookie {
  name: string
  value: string
  url: string
}

/** What tests in any process can know of a site. */
export interface SiteFacts {
  /** what browsers open; without a slash at the end */
  url: string
  /** of the server, such as `127.0.0.1:41234` */
  host: string
  /** of `ada` */
  token: string
  /** of `ada`, who may sign in elsewhere too */
  session: SessionCookie
  /** for the files of a test */
  directory: string
  /** of the server */
  dataDirectory: string
  /** of the program, with the interface beside it */
  program: string
}

export interface StartedSite extends AsyncDisposable {
  facts: SiteFacts
  api: ManagementApi
  /** of the server that runs now */
  pid(): number | undefined
  /** A user with the password of all. @param options of the command that creates users */
  addUser(username: string, ...options: string[]): Promise<void>
  /** Ends the server, and starts it again at the same address. @param meanwhile what happens in between */
  restart(meanwhile?: () => Promise<void>): Promise<void>
}

/**
 * @param hostName in the address that browsers open
 * @param directory becomes the site's own, which goes with it
 */
export async function startSite(program: string, hostName: string, directory: string): Promise<StartedSite> {
  const port = await freePort()
  const url = `http://${hostName}:${port}`
  const dataDirectory = join(directory, 'data')
  const settings = {
    TERRACE_LISTEN: `127.0.0.1:${port}`,
    TERRACE_PUBLIC_URL: url,
    TERRACE_ALLOW_FILE_REMOTES: 'on',
    // Stand-ins for git hosts listen on this machine.
    TERRACE_ALLOW_PRIVATE_ADDRESSES: 'on',
    TERRACE_RATE_LIMIT: '0',
  }
  const start = () => startServerProcess({ program, dataDirectory, settings })
  let server = await start()
  const addUser = async (username: string, ...options: string[]) => {
    await administer(program, server, ['create-user', '--username', username, '--email', `${username}@example.com`, ...options])
    await administer(program, server, ['set-password', '--username', username], `${PASSWORD}\n`)
  }
  await addUser('ada')
  const token = await administer(program, server, ['create-token', '--username', 'ada'])
  const session = await sessionOf('ada', server.url, url)
  return {
    facts: { url, host: server.host, token, session, directory, dataDirectory, program },
    api: createManagementApi({ url: server.url }, token),
    pid: () => server.pid,
    addUser,
    restart: async (meanwhile) => {
      await server.stop()
      await meanwhile?.()
      server = await start()
    },
    [Symbol.asyncDispose]: async () => {
      await server.stop()
      await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Quick when it is up to date. */
export async function buildInterface(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/interface.mjs')])
}

/** The program looks for the interface where a checkout has it. @param programs its bundle @returns the path of the program */
export async function programWithInterface(programs: string, directory: string): Promise<string> {
  await buildInterface()
  const program = join(directory, 'server/dist/test')
  await mkdir(join(directory, 'web'), { recursive: true })
  await symlink(join(ROOT, 'web/dist'), join(directory, 'web/dist'))
  await cp(programs, program, { recursive: true })
  return join(program, 'main.js')
}

/** Runs a command of the program. @returns what it prints */
async function administer(program: string, { env }: ServerProcess, args: readonly string[], input = ''): Promise<string> {
  const running = promisify(execFile)(process.execPath, [program, 'admin', ...args], { env })
  running.child.stdin?.end(input)
  return (await running).stdout.trim()
}

/** Signs in as the form does. */
async function sessionOf(username: string, serverUrl: string, publicUrl: string): Promise<SessionCookie> {
  const browser = createBrowser(publicUrl, async (path, headers, body) => {
    const request = body === undefined ? {} : { method: 'POST', body }
    const answer = await fetch(serverUrl + path, { headers, redirect: 'manual', ...request })
    const received = { ...Object.fromEntries(answer.headers), 'set-cookie': answer.headers.getSetCookie() }
    return { status: answer.status, headers: received, text: await answer.text() }
  })
  await browser.submit(await browser.open('/login'), '/login', { username, password: PASSWORD })
  const [name, value] = [...browser.cookies].find(([cookie]) => cookie.endsWith('session')) ?? []
  if (name === undefined || value === undefined) throw new Error(`${username} could not sign in`)
  return { name, value, url: publicUrl }
}
