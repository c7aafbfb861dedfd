// A real smart-HTTP git server for tests: `git http-backend` behind Node, with every misbehaviour a remote can show.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** `hang`: accepts and never answers. `stall`: begins an answer and never ends it. `pass`: behaves. */
export type RemoteFault =
  | { kind: 'hang' }
  | { kind: 'stall' }
  | { kind: 'status'; status: number; body?: string }
  | { kind: 'redirect'; to: string }

export interface GitRemoteOptions {
  /** directory of bare repositories: `<root>/a.git` is served as `<url>/a.git` */
  root: string
  auth?: { username: string; password: string } | { bearer: string }
  tls?: { key: string; cert: string }
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
  const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend')
  const requests: RecordedRequest[] = []
  const children = new Set<ChildProcess>()
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
    serve({ backend, root: options.root, children }, request, response)
  }
  const listener = (request: IncomingMessage, response: ServerResponse) => void answer(request, response)
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener)
  await listen(server, 0)
  const port = portOf(server)
  const goDown = () => stop(server, children)
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
    case 'status':
      response.writeHead(fault.status).end(fault.body ?? 'no\n')
      return
    case 'redirect':
      response.writeHead(302, { location: fault.to + request.path }).end()
  }
}

function isAuthorized(request: IncomingMessage, auth: GitRemoteOptions['auth']): boolean {
  if (auth === undefined) return true
  const expected =
    'bearer' in auth ? `Bearer ${auth.bearer}` : `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`
  return request.headers.authorization === expected
}

interface Backend {
  backend: string
  root: string
  children: Set<ChildProcess>
}

function serve({ backend, root, children }: Backend, request: IncomingMessage, response: ServerResponse): void {
  const child = spawn(backend, [], { env: cgiEnvironment(root, request), stdio: ['pipe', 'pipe', 'ignore'] })
  children.add(child)
  child.once('close', () => children.delete(child))
  child.once('error', () => response.destroy())
  child.stdin.on('error', () => undefined)
  request.pipe(child.stdin)
  response.once('close', () => child.kill('SIGKILL'))

  let head = Buffer.alloc(0)
  const onHead = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end === -1) return
    child.stdout.off('data', onHead)
    const headers = head
      .toString('latin1', 0, end)
      .split('\r\n')
      .map((line) => [line.split(':')[0] ?? '', line.slice(line.indexOf(':') + 1).trim()] as const)
    const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1]
    for (const [name, value] of headers) if (name.toLowerCase() !== 'status') response.setHeader(name, value)
    response.writeHead(status === undefined ? 200 : Number.parseInt(status, 10))
    response.write(head.subarray(end + 4))
    child.stdout.pipe(response)
  }
  child.stdout.on('data', onHead)
  child.stdout.once('end', () => response.end())
}

function cgiEnvironment(root: string, request: IncomingMessage): Record<string, string> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const header = (name: string) => String(request.headers[name] ?? '')
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_PROTOCOL: header('git-protocol'),
    PATH_INFO: decodeURIComponent(pathname),
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: request.method ?? 'GET',
    CONTENT_TYPE: header('content-type'),
    CONTENT_LENGTH: header('content-length'),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    REMOTE_USER: 'test',
    REMOTE_ADDR: '127.0.0.1',
  }
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

async function stop(server: Server, children: ReadonlySet<ChildProcess>): Promise<void> {
  for (const child of children) child.kill('SIGKILL')
  if (!server.listening) return
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}
