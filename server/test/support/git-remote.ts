// A real smart-HTTP git server for tests: `git http-backend` behind Node, with every fault that a remote can have.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'
import { forwardToGit } from './git-process.ts'

/** `hang`: accepts and never answers. `stall`: starts a response and never ends it. `drip`: lists tags without end. */
export type RemoteFault =
  | { kind: 'hang' }
  | { kind: 'stall' }
  | { kind: 'drip'; bytesPerSecond: number }
  | { kind: 'status'; status: number; body?: string }
  | { kind: 'redirect'; to: string }

export interface GitRemoteOptions {
  /** directory of bare repositories: `<root>/a.git` is served as `<url>/a.git` */
  root: string
  auth?: { username: string; password: string } | { bearer: string }
  tls?: { key: string; cert: string }
  /** speaks the first version of git's protocol alone, in which clients may only ask for what references point to */
  oldProtocol?: boolean
  /** before every answer */
  latencyMs?: number
  /** asked for every request; wins over `setFault` */
  faults?: (request: RecordedRequest) => RemoteFault | undefined
}

export interface RecordedRequest {
  method: string
  /** with the query */
  path: string
  headers: Record<string, string | string[] | undefined>
}

export interface TestGitRemote {
  /** without a slash at the end */
  url: string
  port: number
  /** every request since the start or the last `requests.length = 0` */
  requests: RecordedRequest[]
  setFault(fault: RemoteFault | undefined): void
  setLatency(ms: number): void
  /** Stops listening and drops every connection. */
  goDown(): Promise<void>
  /** Listens again on the same port. */
  comeBack(): Promise<void>
  close(): Promise<void>
}

export async function startGitRemote(options: GitRemoteOptions): Promise<TestGitRemote> {
  const requests: RecordedRequest[] = []
  let fault: RemoteFault | undefined
  let latencyMs = options.latencyMs ?? 0

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const recorded = { method: request.method ?? '', path: request.url ?? '', headers: request.headers }
    requests.push(recorded)
    const current = options.faults?.(recorded) ?? fault
    if (latencyMs > 0) await delay(latencyMs)
    if (current !== undefined) return misbehave(current, recorded, response)
    if (!isAuthorized(request, options.auth)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('authentication needed\n')
      return
    }
    if (options.oldProtocol === true) delete request.headers['git-protocol']
    await forwardToGit(options.root, request, response)
  }
  const listener = (request: IncomingMessage, response: ServerResponse) => void answer(request, response)
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener)
  await listen(server, 0)
  const port = portOf(server)
  const goDown = () => stop(server)
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests,
    setFault: (next) => void (fault = next),
    setLatency: (ms) => void (latencyMs = ms),
    goDown,
    comeBack: () => listen(server, port),
    close: goDown,
  }
}

function misbehave(fault: RemoteFault, request: RecordedRequest, response: ServerResponse): void {
  switch (fault.kind) {
    case 'hang':
      return
    case 'stall':
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' })
      response.write('001e# service=git-upload-pack\n')
      return
    case 'drip':
      return drip(fault.bytesPerSecond, response)
    case 'status':
      response.writeHead(fault.status).end(fault.body ?? 'no\n')
      return
    case 'redirect':
      response.writeHead(302, { location: fault.to + request.path }).end()
  }
}

const DRIPS_PER_SECOND = 10

function drip(bytesPerSecond: number, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' })
  response.write('001e# service=git-upload-pack\n000000cc')
  const piece = 'a'.repeat(bytesPerSecond / DRIPS_PER_SECOND)
  const timer = setInterval(() => response.write(piece), 1000 / DRIPS_PER_SECOND)
  response.once('close', () => clearInterval(timer))
}

function isAuthorized(request: IncomingMessage, auth: GitRemoteOptions['auth']): boolean {
  if (auth === undefined) return true
  const expected =
    'bearer' in auth ? `Bearer ${auth.bearer}` : `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`
  return request.headers.authorization === expected
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  return address.port
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}
