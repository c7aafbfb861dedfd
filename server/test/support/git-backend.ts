// A real smart-HTTP git backend for stand-ins of hosts: `git http-backend` as a CGI program.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'

/** `git http-backend` for the bare repositories below a directory. */
export interface GitBackend {
  program: string
  root: string
  children: Set<ChildProcess>
  /** Kills running processes. */
  close(): void
}

export function gitBackend(root: string): GitBackend {
  const program = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend')
  const children = new Set<ChildProcess>()
  return { program, root, children, close: () => children.forEach((child) => child.kill('SIGKILL')) }
}

/** Answers a request for `/<directory>.git/…`. */
export function serveGit({ program, root, children }: GitBackend, request: IncomingMessage, response: ServerResponse): void {
  const child = spawn(program, [], { env: cgiEnvironment(root, request), stdio: ['pipe', 'pipe', 'ignore'] })
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
