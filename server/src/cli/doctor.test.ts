import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

/** What is well unless a test says otherwise. */
const good = () => ({ TERRACE_DATA_DIR: join(directory, 'data'), TERRACE_PUBLIC_URL: 'https://registry.example.com' })

async function examine(settings: Record<string, string> = {}) {
  const { code, stdout } = await runCommand(['doctor'], { ...good(), ...settings })
  return { code, lines: stdout.trim().split('\n'), failures: stdout.split('\n').filter((line) => line.startsWith('FAIL')) }
}

function write(name: string, content: string | Buffer): string {
  writeFileSync(join(directory, name), content)
  return join(directory, name)
}

test('a good installation is told so, subject by subject, and nothing is made', async () => {
  const { code, lines } = await examine()
  expect(code).toBe(0)
  expect(lines.map((line) => line.slice(0, line.indexOf(':')))).toEqual(
    ['configuration', 'public address', 'secrets', 'data directory', 'storage', 'database', 'git', 'clock'].map((name) => `ok    ${name}`),
  )
  expect(existsSync(join(directory, 'data'))).toBe(false)
})

test('an installation in use is examined with its database', async () => {
  await runCommand(['migrate'], good())
  const { code, lines } = await examine()
  expect(code).toBe(0)
  expect(lines).toContain('ok    database: sqlite, up to date')
})

test('what only may be wrong is a warning, and no failure', async () => {
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

test('an address that no client can call', async () => {
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

test('a certificate that is none', async () => {
  const file = write('cert.pem', 'not a certificate')
  const { code, failures } = await examine({ TERRACE_TLS_CERT_FILE: file, TERRACE_TLS_KEY_FILE: file })
  expect(code).toBe(1)
  expect(failures).toEqual([
    expect.stringContaining('TERRACE_TLS_CERT_FILE and TERRACE_TLS_KEY_FILE are not a certificate (PEM) and its key'),
  ])
})

test('a data directory that cannot be made', async () => {
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

test('a database file that is none', async () => {
  mkdirSync(join(directory, 'data'))
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

test('a machine without git', async () => {
  vi.stubEnv('PATH', directory)
  const { code, failures } = await examine()
  expect(code).toBe(1)
  expect(failures).toEqual([expect.stringMatching(/git: git cannot be started .*is it installed\?$/)])
})

test('a clock that is years behind', async () => {
  vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(1970, 0, 2))
  const { code, failures } = await examine()
  vi.restoreAllMocks()
  expect(code).toBe(1)
  expect(failures).toEqual([expect.stringMatching(/clock: it says 1970-01-02.*set the system time$/)])
})
