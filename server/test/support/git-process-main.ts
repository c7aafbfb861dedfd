// The small process of git-process.ts: serves repositories and runs git on a socket until its standard input ends.
import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { serveGit } from './git-backend.ts'
import { type GitRun, ROOT_HEADER, RUN_PATH } from './git-process.ts'

const MAX_HEADER_BYTES = 1024 * 1024
const [socket = ''] = process.argv.slice(2)

const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
  if (request.url === RUN_PATH) return run(request, response)
  serveGit(String(request.headers[ROOT_HEADER]), request, response)
})

function run(request: IncomingMessage, response: ServerResponse): void {
  const { args, env }: GitRun = JSON.parse(decodeURIComponent(String(request.headers['x-run'])))
  const child = spawn('git', args, { env, stdio: 'pipe' })
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  child.stdin.on('error', () => undefined)
  request.pipe(child.stdin)
  child.once('error', (error) => response.writeHead(500).end(error.message))
  child.once('close', (code) => {
    if (!response.headersSent) response.writeHead(code === 0 ? 200 : 500).end(Buffer.concat(code === 0 ? stdout : stderr))
  })
}

process.stdin.resume().once('end', () => process.exit())
server.listen(socket, () => process.stdout.write('ready\n'))
