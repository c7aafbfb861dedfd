import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runCommand } from '../../test/support/command-line.ts'
import { freePort } from '../../test/support/free-port.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-test-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true })
})

/** A sound installation, which tests then damage. */
const good = () => ({ TERRACE_DATA_DIR: join(directory, 'data'), TERRACE_PUBLIC_URL: 'https://registry.example.com' })

async function examine(settings: Record<string, string> = {}) {
  const { code, stdout } = await runCommand(['doctor'], { ...good(), ...settings })
  return { code, lines: stdout.trim().split('\n'), failures: stdout.split('\n').filter((line) => line.startsWith('FAIL')) }
}

function write(name: string, content: string | Buffer): string {
  writeFileSync(join(directory, name), content)
  return join(directory, name)
}

test('a sound installation passes every check, and nothing is created', async () => {
  const { code, lines } = await examine()
  expect(code).toBe(0)
  expect(lines.map((line) => line.slice(0, line.indexOf(':')))).toEqual(
    [
      'program',
      'configuration',
      'processes',
      'outgoing calls',
      'public address',
      'secrets',
      'data directory',
      'storage',
      'database',
      'archives',
      'quotas',
      'connections',
      'git',
      'clock',
    ].map((name) => `ok    ${name}`),
  )
  expect(existsSync(join(directory, 'data'))).toBe(false)
})

test('the settings of separate processes are named, and insisted on where they are wanted', async () => {
  const { lines } = await examine()
  expect(lines).toContainEqual(
    'ok    processes: `terrace serve` alone; `terrace serve --no-worker` and `terrace worker` need TERRACE_DATABASE_URL, TERRACE_STORAGE_URL (see --split)',
  )
  const split = await runCommand(['doctor', '--split'], good())
  expect(split.code).toBe(1)
  expect(split.stdout).toContain('FAIL  configuration: TERRACE_DATABASE_URL is required by `serve --no-worker` and `worker`')
  expect(split.stdout).toContain('FAIL  configuration: TERRACE_STORAGE_URL is required by `serve --no-worker` and `worker`')
  expect(split.stdout).not.toContain('TERRACE_PUBLIC_URL')
  const shared = { TERRACE_DATABASE_URL: 'postgres://db.invalid/terrace', TERRACE_STORAGE_URL: `file://${directory}/objects` }
  const key = { TERRACE_SECRET_KEY_FILE: write('key', 'k'.repeat(64)) }
  const ready = await runCommand(['doctor', '--split'], { ...good(), ...shared, ...key })
  expect(ready.stdout).toMatch(/^ok {4}processes: .*have every setting that they share$/m)
})

test('the proxy for outgoing calls is named, without its password', async () => {
  const { lines } = await examine({ https_proxy: 'http://user:w0rd@proxy.example.com:3128', NO_PROXY: 'example.com, 10.0.0.0/8' })
  const expected = 'HTTPS through http://proxy.example.com:3128; without a proxy to example.com, 10.0.0.0/8; SSH without a proxy'
  expect(lines).toContain(`ok    outgoing calls: ${expected}`)
  const broken = await examine({ HTTPS_PROXY: 'socks5://user:w0rd@proxy.example.com' })
  expect(broken.failures).toEqual([expect.stringContaining('HTTPS_PROXY: must be http://host:port or https://host:port')])
  expect(broken.lines.join()).not.toContain('w0rd')
})

test('whatever keeps the server from starting fails here too', async () => {
  const data = join(directory, 'data')
  for (const [stray, isFile, finding] of [
    ['server.lock', false, 'data directory: .*server.lock cannot be written: it is a directory'],
    ['scratch/lock', false, 'data directory: .*scratch/lock cannot be written: it is a directory'],
    ['scratch', true, 'data directory: .*scratch is not a directory'],
    ['objects/.tmp', true, 'storage: .*objects/.tmp is not a directory'],
    ['objects/modules', true, 'storage: .*objects/modules is not a directory'],
  ] as const) {
    const path = join(data, stray)
    mkdirSync(isFile ? dirname(path) : path, { recursive: true })
    if (isFile) writeFileSync(path, '')
    const { code, failures } = await examine()
    expect([stray, code, failures]).toEqual([stray, 1, [expect.stringMatching(`^FAIL  ${finding}`)]])
    rmSync(data, { recursive: true })
  }
})

test('an installation in use is checked with its database', async () => {
  await runCommand(['migrate'], good())
  const { code, lines } = await examine()
  expect(code).toBe(0)
  expect(lines).toContain('ok    database: sqlite, up to date')
})

test('a possible problem is a warning, not a failure', async () => {
  const { code, lines } = await examine({ TERRACE_PUBLIC_URL: 'http://registry', TERRACE_LISTN: ':80' })
  expect(code).toBe(0)
  expect(lines).toContainEqual(expect.stringMatching(/^warn {2}configuration: TERRACE_LISTN is not a setting/))
  expect(lines).toContainEqual(expect.stringMatching(/^warn {2}public address: http:\/\/registry is plain HTTP; Terraform needs HTTPS/))
})

test('every contradiction of the configuration is listed', async () => {
  const { code, failures } = await examine({ TERRACE_TLS_CERT_FILE: 'cert.pem', TERRACE_RATE_LIMIT: '2' })
  expect(code).toBe(1)
  expect(failures).toEqual([
    expect.stringContaining('TERRACE_TLS_CERT_FILE and TERRACE_TLS_KEY_FILE belong together'),
    expect.stringContaining('TERRACE_RATE_LIMIT'),
  ])
})

test('an address that clients cannot reach', async () => {
  const { code, failures } = await examine({ TERRACE_LISTEN: ':8080', TERRACE_PUBLIC_URL: '' })
  expect(code).toBe(1)
  expect(failures).toEqual([expect.stringContaining('TERRACE_PUBLIC_URL is required when TERRACE_LISTEN is all addresses')])
})

test.each([
  ['missing', undefined, /secrets: TERRACE_SECRET_KEY_FILE: .* does not exist; create one with: openssl rand -hex 32$/],
  ['too short', 'short', /secrets: TERRACE_SECRET_KEY_FILE: .* fewer than 32 characters$/],
])('a secret key that is %s', async (_what, content, expected) => {
  const file = content === undefined ? join(directory, 'none') : write('key', content)
  const { code, failures } = await examine({ TERRACE_SECRET_KEY_FILE: file })
  expect(code).toBe(1)
  expect(failures).toEqual([expect.stringMatching(expected)])
})

test('an invalid certificate', async () => {
  const file = write('cert.pem', 'not a certificate')
  const { code, failures } = await examine({ TERRACE_TLS_CERT_FILE: file, TERRACE_TLS_KEY_FILE: file })
  expect(code).toBe(1)
  expect(failures).toEqual([
    expect.stringContaining('TERRACE_TLS_CERT_FILE and TERRACE_TLS_KEY_FILE are not a certificate (PEM) and its key'),
  ])
})

test('a data directory that cannot be created', async () => {
  const { code, failures } = await examine({ TERRACE_DATA_DIR: join(write('file', ''), 'data') })
  expect(code).toBe(1)
  expect(failures[0]).toMatch(/data directory: .*file is not a directory \(TERRACE_DATA_DIR\)$/)
})

test.skipIf(process.getuid?.() === 0)('a data directory that this user may not write to', async () => {
  mkdirSync(join(directory, 'data'))
  chmodSync(join(directory, 'data'), 0o500)
  const { code, failures } = await examine()
  expect(code).toBe(1)
  expect(failures[0]).toMatch(/data is not writable; grant this user write access, or change TERRACE_DATA_DIR/)
})

test('a file that is not a database', async () => {
  mkdirSync(join(directory, 'data'), { mode: 0o700 })
  write('data/secret.key', 'k'.repeat(64))
  const file = write('data/terrace.sqlite', Buffer.alloc(8192, 'x'))
  const { code, failures } = await examine()
  expect(code).toBe(1)
  expect(failures).toEqual([`FAIL  database: ${file}: file is not a database`])
})

test('a database whose secret key is lost or another one', async () => {
  const user = ['--username', 'ada', '--email', 'ada@example.com']
  await runCommand(['admin', 'create-user', ...user], good())
  const file = join(directory, 'data', 'secret.key')
  const key = readFileSync(file)
  rmSync(file)
  const lost = await examine()
  expect(lost.failures).toEqual([
    expect.stringMatching(/^FAIL {2}secrets: .*secret\.key is missing, and .*terrace\.sqlite was written with it/),
  ])
  const refused = await runCommand(['admin', 'create-user', ...user], good())
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('restore the key from your backup') })
  expect(existsSync(file)).toBe(false)

  write('data/secret.key', 'k'.repeat(64))
  const foreign = await examine()
  expect(foreign.failures).toEqual([
    expect.stringMatching(/^FAIL {2}database: .*secret\.key is not the secret key that .*terrace\.sqlite was/),
  ])
  writeFileSync(file, key)
  expect((await examine()).lines).toContain('ok    database: sqlite, up to date, and written with this secret key')
})

test('a PostgreSQL server that does not answer, without showing its password', async () => {
  const host = `127.0.0.1:${await freePort()}`
  const key = write('key', 'k'.repeat(64))
  const settings = { TERRACE_DATABASE_URL: `postgres://terrace:hush@${host}/terrace`, TERRACE_SECRET_KEY_FILE: key }
  const { code, failures } = await examine(settings)
  expect(code).toBe(1)
  expect(failures).toEqual([expect.stringContaining(`database: TERRACE_DATABASE_URL: ${host}: connect ECONNREFUSED`)])
  expect(failures.join('')).not.toContain('hush')
})

test('a database that a newer program migrated', async () => {
  await runCommand(['migrate'], good())
  const database = new DatabaseSync(join(directory, 'data', 'terrace.sqlite'))
  database.exec("insert into schema_migrations (name, applied_at) values ('9999-from-the-future', 1)")
  database.close()
  const { code, failures } = await examine()
  expect(code).toBe(1)
  expect(failures).toEqual([expect.stringMatching(/database: The database is newer than this program: it has 9999-from-the-future/)])
  for (const command of [['serve'], ['migrate'], ['admin', 'create-token', '--username', 'ada']]) {
    const outcome = await runCommand(command, { ...good(), TERRACE_LISTEN: '127.0.0.1:0' })
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('9999-from-the-future') })
  }
})

test('an authority for PostgreSQL that cannot be read, or is none', async () => {
  const settings = {
    TERRACE_DATABASE_URL: 'postgres://terrace@db.example.com/terrace',
    TERRACE_SECRET_KEY_FILE: write('key', 'k'.repeat(64)),
  }
  const missing = await examine({ ...settings, TERRACE_DATABASE_CA_FILE: join(directory, 'ca.pem') })
  expect(missing.failures).toEqual([expect.stringMatching(/database: TERRACE_DATABASE_CA_FILE: cannot read .*ca\.pem/)])
  const empty = await examine({ ...settings, TERRACE_DATABASE_CA_FILE: write('ca.pem', 'nothing') })
  expect(empty.failures).toEqual([expect.stringMatching(/database: TERRACE_DATABASE_CA_FILE: .*ca\.pem has no certificate/)])
  const password = await examine({ ...settings, TERRACE_DATABASE_PASSWORD_FILE: join(directory, 'password') })
  expect(password.failures).toEqual([expect.stringMatching(/database: TERRACE_DATABASE_PASSWORD_FILE: cannot read .*password/)])
})

test('an authority for git hosts that cannot be read, or is none', async () => {
  const missing = await examine({ TERRACE_VCS_CA_FILE: join(directory, 'ca.pem') })
  expect(missing.failures).toEqual([expect.stringMatching(/git: TERRACE_VCS_CA_FILE: cannot read .*ca\.pem/)])
  const empty = await examine({ TERRACE_VCS_CA_FILE: write('ca.pem', 'nothing') })
  expect(empty.failures).toEqual([expect.stringMatching(/git: TERRACE_VCS_CA_FILE: .*ca\.pem has no certificate/)])
})

test('a machine without git', async () => {
  vi.stubEnv('PATH', directory)
  const { code, failures } = await examine()
  expect(code).toBe(1)
  expect(failures).toEqual([expect.stringMatching(/git: git cannot be started .*check that it is installed$/)])
})

test('a clock that is years behind', async () => {
  vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(1970, 0, 2))
  const { code, failures } = await examine()
  vi.restoreAllMocks()
  expect(code).toBe(1)
  expect(failures).toEqual([expect.stringMatching(/clock: it says 1970-01-02.*set the system time$/)])
})
