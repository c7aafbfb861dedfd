// A real smart-HTTP git server's inside, for stand-ins of hosts: git's own programs behind Node.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'

/** Answers a request for `/<directory>.git/…`: fetches by `git upload-pack` itself, which is most of them, and the rest by `git http-backend`. */
export function serveGit(root: string, request: IncomingMessage, response: ServerResponse): void {
  const fetching = uploadPackOf(root, request)
  if (fetching !== undefined) return serveUploadPack(root, fetching, request, response)
  const child = start('git', ['http-backend'], cgiEnvironment(root, request), response)
  request.pipe(child.stdin)
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

interface UploadPack {
  directory: string
  /** the list of references, or an answer to what the client wants */
  part: 'advertisement' | 'result'
}

/** @returns undefined when it is no fetch, or there is no such repository */
function uploadPackOf(root: string, request: IncomingMessage): UploadPack | undefined {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const [, path = '', end] = /^(.+\.git)\/(info\/refs|git-upload-pack)$/.exec(decodeURIComponent(pathname)) ?? []
  const directory = join(root, path)
  if (end === undefined || !directory.startsWith(root) || !existsSync(join(directory, 'HEAD'))) return undefined
  if (end === 'info/refs') {
    return searchParams.get('service') === 'git-upload-pack' && request.method === 'GET' ? { directory, part: 'advertisement' } : undefined
  }
  return request.method === 'POST' ? { directory, part: 'result' } : undefined
}

/** As https://git-scm.com/docs/http-protocol and git's http-backend.c say. */
function serveUploadPack(root: string, { directory, part }: UploadPack, request: IncomingMessage, response: ServerResponse): void {
  const args = ['upload-pack', '--stateless-rpc', ...(part === 'advertisement' ? ['--http-backend-info-refs'] : []), directory]
  const environment = cgiEnvironment(root, request)
  const child = start('git', args, environment, response)
  response.writeHead(200, { 'content-type': `application/x-git-upload-pack-${part}`, 'cache-control': 'no-cache' })
  if (part === 'advertisement' && !environment['GIT_PROTOCOL']?.includes('version=2')) response.write('001e# service=git-upload-pack\n0000')
  const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request
  body.pipe(child.stdin)
  child.stdout.pipe(response)
}

function start(program: string, args: string[], env: Record<string, string>, response: ServerResponse) {
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'ignore'] })
  child.once('error', () => response.destroy())
  child.stdin.on('error', () => undefined)
  response.once('close', () => child.kill('SIGKILL'))
  return child
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
