// The real program as a process: what it prints, creates and refuses, and how it exits.
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../../test/support/free-port.ts'
import { createManagementApi } from '../../test/support/management-api.ts'
import { cleanEnvironment, type RunningServer, runProgram, type ServerOptions, startServer } from '../../test/support/running-server.ts'
import { makeCertificates } from '../../test/support/test-certificates.ts'

describe('terrace serve', () => {
  let directory: string
  let started: RunningServer[]
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'terrace-test-'))
    started = []
  })
  afterEach(async () => {
    for (const server of started) await server.stop()
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
  })

  async function start(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
    const server = await startServer({ dataDirectory: join(directory, 'data'), ...options })
    started.push(server)
    return server
  }

  const serve = (settings: Record<string, string>) =>
    runProgram(['serve'], cleanEnvironment({ TERRACE_DATA_DIR: join(directory, 'data'), ...settings }))

  test('the first start explains how to create the first user, who survives a restart', async () => {
    const first = await start()
    expect(first.stdout()).toContain(`Terrace is serving ${first.url}`)
    expect(first.stdout()).toMatch(new RegExp(`^  ${first.url}/setup\\?code=[A-Z2-9-]{23}$`, 'm'))
    expect(first.stdout()).toContain('npx terrace admin create-user --username NAME --email ADDRESS --site-admin')
    expect(statSync(join(directory, 'data', 'secret.key')).mode & 0o777).toBe(0o600)
    expect(statSync(join(directory, 'data')).mode & 0o777).toBe(0o700)
    const token = await first.userWithToken('ada')
    await createManagementApi(first, token).createOrganization('acme')
    expect(await first.stop('SIGTERM')).toBe(0)

    const second = await start()
    expect(second.stdout()).not.toContain('create-user')
    const organization = await createManagementApi(second, token).call('GET', '/api/v2/organizations/acme')
    expect(organization.status).toBe(200)
    expect(await second.stop('SIGINT')).toBe(0)
  })

  test('`terrace health` tells whether the server answers, over TLS too', async () => {
    const plain = await start({ settings: { TERRACE_LISTEN: `:${await freePort()}`, TERRACE_PUBLIC_URL: 'http://registry.example.com' } })
    expect(await runProgram(['health'], plain.env)).toEqual({ code: 0, stdout: 'ok\n', stderr: '' })
    await plain.stop()
    const gone = await runProgram(['health', '--ready'], plain.env)
    expect(gone).toEqual({ code: 1, stdout: expect.stringContaining('no answer from 0.0.0.0:'), stderr: '' })
    const secured = await start({ tls: await makeCertificates(join(directory, 'tls')) })
    expect(await runProgram(['health', '--ready'], secured.env)).toEqual({ code: 0, stdout: 'ok\n', stderr: '' })
  })

  test('a token created beside a running server works at once, and a server with TLS files serves HTTPS', async () => {
    const server = await start({ tls: await makeCertificates(join(directory, 'tls')) })
    expect(server.stdout()).toContain('Terrace is serving https://127.0.0.1:')
    const account = '/api/v2/account/details'
    expect((await createManagementApi(server, undefined).call('GET', account)).status).toBe(401)
    const mine = await createManagementApi(server, await server.userWithToken('ada')).call('GET', account)
    expect(mine.status).toBe(200)
    expect(JSON.parse(mine.body).data.attributes.username).toBe('ada')
  })

  test('new certificate files are read on SIGHUP, and a broken one changes nothing', async () => {
    const tls = await makeCertificates(join(directory, 'tls'))
    const server = await start({ tls })
    const shown = () =>
      new Promise<string>((resolve, reject) => {
        const socket = connect({ port: Number(server.host.split(':')[1]), host: '127.0.0.1', rejectUnauthorized: false }, () => {
          resolve(socket.getPeerCertificate().fingerprint256)
          socket.destroy()
        }).once('error', reject)
      })
    const before = await shown()
    const renewed = await makeCertificates(join(directory, 'renewed'))
    copyFileSync(renewed.keyFile, tls.keyFile)
    copyFileSync(renewed.certFile, tls.certFile)
    server.signal('SIGHUP')
    await expect.poll(shown).not.toBe(before)
    const after = await shown()
    writeFileSync(tls.certFile, 'broken')
    server.signal('SIGHUP')
    expect(await shown()).toBe(after)
    expect(await server.stop()).toBe(0)
  })

  test('it exits while a client keeps its connection open', async () => {
    const server = await start()
    const answer = await fetch(`${server.url}/livez`, { headers: { connection: 'keep-alive' } })
    expect(await answer.text()).toBe('ok\n')
    expect(await server.stop()).toBe(0)
  })

  test('a second server on the same data directory is refused, and one after a crash is not', async () => {
    const server = await start()
    expect(await serve({ TERRACE_LISTEN: '127.0.0.1:0' })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`TERRACE_DATA_DIR: another server is running in ${server.dataDirectory}`),
    })
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    await server.stop('SIGKILL')
    expect((await fetch(`${(await start()).url}/readyz`)).status).toBe(200)
  })

  test('an inconsistent configuration does not start: all problems are listed, and nothing is created', async () => {
    const { code, stdout, stderr } = await serve({
      TERRACE_TLS_CERT_FILE: 'cert.pem',
      TERRACE_DATABASE_URL: 'postgres://db.example.com/terrace',
      TERRACE_RATE_LIMIT: '2',
      TERRACE_PUBLIC_URL: 'https://example.com/terrace',
    })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('TERRACE_TLS_CERT_FILE and TERRACE_TLS_KEY_FILE belong together')
    expect(stderr).toContain('TERRACE_SECRET_KEY_FILE is required with TERRACE_DATABASE_URL')
    expect(stderr).toContain('TERRACE_RATE_LIMIT: ')
    expect(stderr).toContain('TERRACE_PUBLIC_URL: must have no path')
    expect(existsSync(join(directory, 'data'))).toBe(false)
  })

  test.each([[['serve', '--no-worker']], [['worker']]])('%o names every setting that its processes have to share', async (command) => {
    const { code, stdout, stderr } = await runProgram(command, cleanEnvironment({ TERRACE_DATA_DIR: join(directory, 'data') }))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('TERRACE_DATABASE_URL is required by `serve --no-worker` and `worker`')
    expect(stderr).toContain('run `terrace serve` alone')
    expect(stderr).toContain('TERRACE_STORAGE_URL is required by')
    expect(stderr).toContain('TERRACE_PUBLIC_URL is required by')
    expect(existsSync(join(directory, 'data'))).toBe(false)
  })

  // Not even root can create anything below `/proc`, which only Linux has.
  test.runIf(existsSync('/proc/self'))('a directory that cannot be made is named with its setting', async () => {
    const keyFile = join(directory, 'key')
    writeFileSync(keyFile, 'k'.repeat(64))
    for (const [setting, value] of [
      ['TERRACE_DATA_DIR', '/proc/terrace/data'],
      ['TERRACE_STORAGE_URL', 'file:///proc/terrace/objects'],
    ] as const) {
      const { code, stderr } = await serve({ TERRACE_SECRET_KEY_FILE: keyFile, [setting]: value })
      expect(code).toBe(1)
      expect(stderr).toContain(`${setting}: cannot create /proc/terrace/`)
      expect(stderr).not.toContain('    at ')
    }
  })

  test('a data directory that is a file is named with its setting', async () => {
    const file = join(directory, 'file')
    writeFileSync(file, '')
    for (const path of [file, join(file, 'data')]) {
      const { code, stderr } = await serve({ TERRACE_DATA_DIR: path })
      expect([code, stderr.includes(`TERRACE_DATA_DIR: cannot create ${path}`)]).toEqual([1, true])
    }
  })

  test('an address in use is named with its setting', async () => {
    const { host } = await start()
    const { code, stderr } = await serve({ TERRACE_LISTEN: host, TERRACE_DATA_DIR: join(directory, 'other') })
    expect(code).toBe(1)
    expect(stderr).toContain(`TERRACE_LISTEN: listen EADDRINUSE: address already in use ${host}`)
    expect(stderr).not.toContain('    at ')
  })
})
