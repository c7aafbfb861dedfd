// The samples for nginx and Caddy in deploy/, with a server behind them. Only addresses, names and certificates are replaced.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { requirePrograms, run, runToEnd } from '../support/installed-tools.ts'
import { type RunningServer, startServer } from '../support/running-server.ts'
import { makeCertificates, type TestCertificates } from '../support/test-certificates.ts'

const DEPLOY = fileURLToPath(new URL('../../../deploy/', import.meta.url))
const NAME = '127.0.0.1'

interface Place {
  directory: string
  port: number
  server: RunningServer
  certificates: TestCertificates
}

/** @returns the arguments that run the program in the foreground */
type Prepare = (place: Place) => Promise<string[]>

const nginx: Prepare = async ({ directory, port, server, certificates }) => {
  const site = (await readFile(join(DEPLOY, 'nginx.conf'), 'utf8'))
    .replaceAll('registry.example.com', NAME)
    .replace(/^ +listen (\[::\]:)?80;\n/gm, '')
    .replace(/^ +listen \[::\]:443 .*\n/gm, '')
    .replace('server {\n    server_name', `server {\n    listen unix:${directory}/http.sock;\n    server_name`)
    .replace('listen 443', `listen 127.0.0.1:${port}`)
    .replace('server 127.0.0.1:8080', `server ${server.host}`)
    .replace('/etc/terrace/tls/fullchain.pem', certificates.certFile)
    .replace('/etc/terrace/tls/key.pem', certificates.keyFile)
  const file = join(directory, 'nginx.conf')
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${directory}/${each};`).join('\n')
  const user = process.getuid?.() === 0 ? 'user root;\n' : ''
  const rest = `${user}pid ${directory}/pid;\ndaemon off;\nerror_log stderr;\nevents {}\n`
  await writeFile(file, `${rest}http {\naccess_log off;\n${paths}\n${site}}\n`)
  return ['-p', directory, '-e', 'stderr', '-c', file]
}

const caddy: Prepare = async ({ directory, port, server, certificates }) => {
  const site = (await readFile(join(DEPLOY, 'Caddyfile'), 'utf8'))
    .replace('registry.example.com {', `${NAME}:${port} {\n\ttls ${certificates.certFile} ${certificates.keyFile}`)
    .replace('127.0.0.1:8080', server.host)
  const file = join(directory, 'Caddyfile')
  await writeFile(file, `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`)
  return ['run', '--adapter', 'caddyfile', '--config', file]
}

describe.each([
  ['nginx', nginx],
  ['caddy', caddy],
])('the sample for %s', (program, prepare) => {
  test('passes large uploads on, and event streams at once', async (context) => {
    requirePrograms(context, program, 'curl')
    await using scratch = await mkdtempDisposable(join(tmpdir(), `terrace-${program}-`))
    const { path: directory } = scratch
    const port = await freePort()
    const url = `https://${NAME}:${port}`
    const certificates = await makeCertificates(directory)
    const settings = { TERRACE_PUBLIC_URL: url, TERRACE_TRUSTED_PROXIES: '127.0.0.1' }
    await using server = await startServer({ dataDirectory: join(directory, 'data'), settings })
    const token = await server.userWithToken('alice')
    const args = await prepare({ directory, port, server, certificates })
    const proxy = spawn(program, args, { stdio: 'ignore', env: { ...process.env, HOME: directory } })
    const ended = once(proxy, 'exit')
    try {
      const common = ['-sS', '--cacert', certificates.caFile, '-H', `Authorization: Bearer ${token}`]
      const curl = (...more: string[]) => run('curl', [...common, ...more])
      const serving = expect.poll(() => runToEnd('curl', [...common, '-f', `${url}/readyz`])).toMatchObject({ ok: true, stdout: 'ok\n' })
      const [code] = await Promise.race([serving.then(() => []), ended])
      expect(code, `${program} ended`).toBeUndefined()

      const create = async (path: string, type: string, attributes: object) => {
        const body = ['-H', 'Content-Type: application/vnd.api+json', '-d', JSON.stringify({ data: { type, attributes } })]
        return JSON.parse(await curl(...body, `${url}/api/v2/organizations${path}`)).data
      }
      await create('', 'organizations', { name: 'acme', email: 'alice@example.com' })
      await create('/acme/registry-modules', 'registry-modules', { name: 'label', provider: 'null', 'registry-name': 'private' })
      const versions = '/acme/registry-modules/private/acme/label/null/versions'
      const { links } = await create(versions, 'registry-module-versions', { version: '1.0.0' })
      expect(links.upload).toMatch(`${url}/`)
      const archive = join(directory, 'module.tar.gz')
      // More than nginx takes when it is not told otherwise.
      await writeFile(archive, Buffer.alloc(3 * 1024 * 1024))
      const upload = ['-X', 'PUT', '-H', 'Content-Type: application/octet-stream', '--data-binary', `@${archive}`, '-w', '%{http_code}']
      expect(await curl(...upload, links.upload)).toBe('200')

      const stream = spawn('curl', [
        ...common,
        '-N',
        '-H',
        'Accept: text/event-stream',
        `${url}/api/v2/organizations/acme/registry-modules/events`,
      ])
      const [first] = await once(stream.stdout, 'data')
      expect(String(first)).toMatch(/^retry: 2000\n/)
      stream.kill()
    } finally {
      proxy.kill()
      await ended
    }
  })
})
