import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { ConfigurationError, readConfig } from './config.ts'
import type { Environment } from './environment.ts'

function problemsOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

test('without any setting everything is embedded, on this machine only', () => {
  expect(readConfig({})).toEqual({
    listen: { host: '127.0.0.1', port: 8080 },
    publicUrl: 'http://127.0.0.1:8080',
    dataDirectory: resolve('data'),
    database: { kind: 'sqlite', file: resolve('data/terrace.sqlite') },
    databaseStartMs: 60_000,
    shutdown: { delayMs: 0, timeoutMs: 30_000 },
    storage: { kind: 'file', directory: resolve('data/objects') },
    tls: undefined,
    secretKey: { file: resolve('data/secret.key'), generate: true },
    appName: 'HCP Terraform',
    tokenMonths: 24,
    autoAcceptInvitations: false,
    rateLimit: 30,
    quotas: { user: { streams: 10 }, organization: { streams: 100 } },
    auditRetentionDays: 365,
    archiveCheckDays: 7,
    sandboxProcesses: expect.any(Number),
    trustedProxies: [],
    vcs: { urlOverrides: [], allowFileRemotes: false, allowPrivateAddresses: false },
    proxies: { http: undefined, https: undefined, except: [] },
    accessLog: false,
    localSignIn: true,
    logLevel: 'info',
  })
})

test('the public URL follows the listen address, and is https with TLS files', () => {
  const tls = { TERRACE_TLS_CERT_FILE: 'cert.pem', TERRACE_TLS_KEY_FILE: 'key.pem' }
  expect(readConfig({ TERRACE_LISTEN: '[::1]:8443', ...tls }).publicUrl).toBe('https://[::1]:8443')
  expect(readConfig({ ...tls, TERRACE_PUBLIC_URL: 'https://registry.example.com/' }).publicUrl).toBe('https://registry.example.com')
})

test('tokens live for months, or forever', () => {
  expect(readConfig({ TERRACE_TOKEN_MONTHS: '6' }).tokenMonths).toBe(6)
  expect(readConfig({ TERRACE_TOKEN_MONTHS: 'never' }).tokenMonths).toBeNull()
  for (const months of ['0', '-1', '1.5', '1201', 'ever', '1e3']) {
    expect(problemsOf({ TERRACE_TOKEN_MONTHS: months })).toEqual([expect.stringContaining('TERRACE_TOKEN_MONTHS: must be')])
  }
})

test('the name clients are told has to fit into a header', () => {
  expect(readConfig({ TERRACE_APP_NAME: 'Terraform Enterprise' }).appName).toBe('Terraform Enterprise')
  for (const name of ['a\nb', 'é', 'x'.repeat(101)]) {
    expect(problemsOf({ TERRACE_APP_NAME: name })).toEqual([expect.stringContaining('TERRACE_APP_NAME: must be')])
  }
})

test('a server listens on all addresses when it is told how clients reach it', () => {
  const config = readConfig({ TERRACE_LISTEN: ':8080', TERRACE_PUBLIC_URL: 'http://registry.example.com:8080' })
  expect(config).toMatchObject({ listen: { host: '0.0.0.0', port: 8080 }, publicUrl: 'http://registry.example.com:8080' })
})

test('everything embedded moves with the data directory', () => {
  const config = readConfig({ TERRACE_DATA_DIR: '/srv/terrace' })
  expect(config).toMatchObject({
    database: { file: '/srv/terrace/terrace.sqlite' },
    storage: { directory: '/srv/terrace/objects' },
    secretKey: { file: '/srv/terrace/secret.key' },
  })
})

test.each(['TERRACE_DATABASE_URL', 'TERRACE_STORAGE_URL'] as const)('with %s the secret key has to be given', (name) => {
  const url = name === 'TERRACE_DATABASE_URL' ? 'postgres://db.example.com/terrace' : 'file:///srv/archives'
  expect(problemsOf({ [name]: url })).toEqual([expect.stringContaining(`TERRACE_SECRET_KEY_FILE is required with ${name}`)])
  expect(readConfig({ [name]: url, TERRACE_SECRET_KEY_FILE: '/etc/terrace.key' }).secretKey).toEqual({
    file: '/etc/terrace.key',
    generate: false,
  })
})

const urlWith = (password: string) => `postgres://terrace:${password}@db.example.com:5432/terrace?sslmode=verify-full`

test.each(['p@ss/word', 'p@ss?word', 'p@ss#word', 'pass/word', '100%', 'p@ss#w/ord?'])(
  'a password %s that is not escaped is refused',
  (password) => {
    const files = { TERRACE_SECRET_KEY_FILE: '/etc/terrace.key' }
    expect(problemsOf({ ...files, TERRACE_DATABASE_URL: urlWith(password) })).toEqual([
      expect.stringContaining('TERRACE_DATABASE_URL: is not a URL; percent-encode special characters of the password'),
    ])
    expect(problemsOf({ ...files, TERRACE_DATABASE_URL: urlWith(encodeURIComponent(password)) })).toEqual([])
  },
)

const POSTGRES = { TERRACE_DATABASE_URL: 'postgres://terrace@db.example.com/terrace', TERRACE_SECRET_KEY_FILE: '/etc/terrace.key' }

test('PostgreSQL has limits, which settings change', () => {
  const url = POSTGRES.TERRACE_DATABASE_URL
  expect(readConfig(POSTGRES).database).toEqual({
    kind: 'postgres',
    url,
    limits: { poolSize: 10, poolMs: 3000, lockMs: 3000, statementMs: 6000 },
  })
  const settings = {
    TERRACE_DATABASE_POOL_SIZE: '25',
    TERRACE_DATABASE_POOL_TIMEOUT: '1',
    TERRACE_DATABASE_LOCK_TIMEOUT: '0',
    TERRACE_DATABASE_STATEMENT_TIMEOUT: '30',
    TERRACE_DATABASE_START_TIMEOUT: '5',
    TERRACE_DATABASE_CA_FILE: '/etc/ca.pem',
    TERRACE_DATABASE_PASSWORD_FILE: '/etc/password',
  }
  expect(readConfig({ ...POSTGRES, ...settings })).toMatchObject({
    databaseStartMs: 5000,
    database: {
      url,
      limits: { poolSize: 25, poolMs: 1000, lockMs: 0, statementMs: 30_000 },
      caFile: '/etc/ca.pem',
      passwordFile: '/etc/password',
    },
  })
})

test.each([
  ['TERRACE_DATABASE_POOL_SIZE', ['0', '1', '1001', '2.5', 'many', '1e1']],
  ['TERRACE_DATABASE_POOL_TIMEOUT', ['0', '-1', '3601', '3s']],
  ['TERRACE_DATABASE_LOCK_TIMEOUT', ['-1', '3601', '0.5']],
  ['TERRACE_DATABASE_STATEMENT_TIMEOUT', ['-1', '3601', 'never']],
  ['TERRACE_DATABASE_START_TIMEOUT', ['-1', '3601', '1 minute']],
] as const)('%s is a whole number within limits', (name, values) => {
  for (const value of values) {
    expect(problemsOf({ ...POSTGRES, [name]: value })).toEqual([
      expect.stringMatching(`${name}: must be a whole number from .*got "${value}"`),
    ])
  }
})

test('what a database URL says about TLS has to mean something, and must not contradict other settings', () => {
  const url = POSTGRES.TERRACE_DATABASE_URL
  const problems = (parameters: string, more: Environment = {}) =>
    problemsOf({ ...POSTGRES, TERRACE_DATABASE_URL: `${url}?${parameters}`, ...more })
  expect(problems('sslmode=prefer')).toEqual([expect.stringMatching('TERRACE_DATABASE_URL: sslmode must be one of .*got "prefer"')])
  expect(problems('ssl_min_protocol_version=SSLv3')).toEqual([
    expect.stringMatching('TERRACE_DATABASE_URL: ssl_min_protocol_version must be one of TLSv1.2, TLSv1.3; got "SSLv3"'),
  ])
  expect(problems('sslmode=disable', { TERRACE_DATABASE_CA_FILE: '/ca.pem' })).toEqual([
    expect.stringMatching('TERRACE_DATABASE_CA_FILE: '),
  ])
  const password = { TERRACE_DATABASE_PASSWORD_FILE: '/password' }
  expect(problemsOf({ ...POSTGRES, TERRACE_DATABASE_URL: 'postgres://a:b@c/d', ...password })).toEqual([
    expect.stringMatching('TERRACE_DATABASE_PASSWORD_FILE: TERRACE_DATABASE_URL has a password as well'),
  ])
  expect(problemsOf({ ...password, TERRACE_DATABASE_CA_FILE: '/ca.pem' })).toEqual([
    expect.stringMatching('TERRACE_DATABASE_PASSWORD_FILE is for PostgreSQL'),
    expect.stringMatching('TERRACE_DATABASE_CA_FILE is for PostgreSQL'),
  ])
})

test('0 turns the rate limit off, and a limit that no official client can work with is refused', () => {
  expect(readConfig({ TERRACE_RATE_LIMIT: '0' }).rateLimit).toBe(0)
  expect(readConfig({ TERRACE_RATE_LIMIT: '4' }).rateLimit).toBe(4)
  for (const limit of ['1', '2', '3']) expect(problemsOf({ TERRACE_RATE_LIMIT: limit })).toEqual([expect.stringContaining('below 4')])
  for (const limit of ['-1', '2.5', 'many']) {
    expect(problemsOf({ TERRACE_RATE_LIMIT: limit })).toEqual([expect.stringContaining('must be a whole number')])
  }
})

test('quotas limit what users and organizations may have, and an unset one limits nothing', () => {
  const quotas = {
    TERRACE_QUOTA_USER_ORGANIZATIONS: '1',
    TERRACE_QUOTA_USER_TOKENS: '2',
    TERRACE_QUOTA_USER_STREAMS: '3',
    TERRACE_QUOTA_ORGANIZATION_MODULES: '4',
    TERRACE_QUOTA_ORGANIZATION_VERSIONS: '5',
    TERRACE_QUOTA_ORGANIZATION_MEGABYTES: '6',
    TERRACE_QUOTA_ORGANIZATION_TOKENS: '7',
    TERRACE_QUOTA_ORGANIZATION_STREAMS: '8',
  }
  expect(readConfig(quotas).quotas).toEqual({
    user: { organizations: 1, tokens: 2, streams: 3 },
    organization: { modules: 4, versions: 5, bytes: 6_291_456, tokens: 7, streams: 8 },
  })
  for (const name of Object.keys(quotas)) {
    for (const value of ['0', '-1', '1.5', 'unlimited', '1e3', '1000000000000']) {
      expect(problemsOf({ [name]: value })).toEqual([
        expect.stringMatching(`${name}: must be a whole number from 1 to \\d+; got "${value}"`),
      ])
    }
  }
})

test('archives are checked after a number of days, or never', () => {
  expect(readConfig({ TERRACE_ARCHIVE_CHECK_DAYS: '0' }).archiveCheckDays).toBe(0)
  expect(readConfig({ TERRACE_ARCHIVE_CHECK_DAYS: '30' }).archiveCheckDays).toBe(30)
  for (const days of ['-1', '366', '1.5', 'weekly']) {
    expect(problemsOf({ TERRACE_ARCHIVE_CHECK_DAYS: days })).toEqual([expect.stringContaining('must be a whole number of days up to 365')])
  }
})

test('0 keeps the audit trail forever', () => {
  expect(readConfig({ TERRACE_AUDIT_RETENTION_DAYS: '0' }).auditRetentionDays).toBe(0)
  expect(readConfig({ TERRACE_AUDIT_RETENTION_DAYS: '30' }).auditRetentionDays).toBe(30)
  for (const days of ['-1', '1.5', 'a year', '36501']) {
    expect(problemsOf({ TERRACE_AUDIT_RETENTION_DAYS: days })).toEqual([expect.stringContaining('must be a whole number of days')])
  }
})

test.each([
  [{ TERRACE_DATABASE_URL: 'mysql://db', TERRACE_SECRET_KEY_FILE: 'k' }, 'TERRACE_DATABASE_URL: must begin with postgres://'],
  [{ TERRACE_STORAGE_URL: 's3://bucket', TERRACE_SECRET_KEY_FILE: 'k' }, 'TERRACE_STORAGE_URL: must be file:///absolute/path'],
  [{ TERRACE_SHUTDOWN_DELAY: '1.5' }, 'TERRACE_SHUTDOWN_DELAY: must be a whole number of seconds from 0 to 3600; got "1.5"'],
  [{ TERRACE_SHUTDOWN_TIMEOUT: '3601' }, 'TERRACE_SHUTDOWN_TIMEOUT: must be a whole number of seconds from 0 to 3600'],
  [{ TERRACE_LOG_LEVEL: 'loud' }, 'TERRACE_LOG_LEVEL: must be one of fatal, error, warn'],
  [{ TERRACE_ALLOW_FILE_REMOTES: 'maybe' }, 'TERRACE_ALLOW_FILE_REMOTES: must be on or off'],
  [{ TERRACE_AUTO_ACCEPT_INVITATIONS: 'maybe' }, 'TERRACE_AUTO_ACCEPT_INVITATIONS: must be on or off'],
  [{ TERRACE_TLS_KEY_FILE: 'key.pem' }, 'TERRACE_TLS_CERT_FILE and TERRACE_TLS_KEY_FILE belong together'],
  [{ TERRACE_VCS_URL_OVERRIDES: 'nonsense' }, 'TERRACE_VCS_URL_OVERRIDES: "nonsense" must look like'],
  [{ TERRACE_VCS_URL_OVERRIDES: 'https://a=ftp://b' }, 'TERRACE_VCS_URL_OVERRIDES: "ftp://b" must be an http, https, ssh or file URL'],
  [
    { TERRACE_TLS_CERT_FILE: 'a', TERRACE_TLS_KEY_FILE: 'b', TERRACE_PUBLIC_URL: 'http://registry.example.com' },
    'TERRACE_PUBLIC_URL: must be https:// with TLS files',
  ],
  [{ TERRACE_OIDC_ISSUER: 'http://id.example.com', TERRACE_OIDC_CLIENT_ID: 'x' }, 'TERRACE_OIDC_ISSUER: must be an https:// URL'],
  [{ TERRACE_OIDC_ISSUER: 'id.example.com', TERRACE_OIDC_CLIENT_ID: 'x' }, 'TERRACE_OIDC_ISSUER: must be an https:// URL'],
  [
    { TERRACE_OIDC_ISSUER: 'https://id.example.com/.well-known/openid-configuration', TERRACE_OIDC_CLIENT_ID: 'x' },
    'TERRACE_OIDC_ISSUER: must be what stands before /.well-known/',
  ],
  [
    { TERRACE_OIDC_ISSUER: 'https://login.microsoftonline.com/common/v2.0', TERRACE_OIDC_CLIENT_ID: 'x' },
    'TERRACE_OIDC_ISSUER: must name your tenant',
  ],
  [{ TERRACE_OIDC_ISSUER: 'https://id.example.com' }, 'TERRACE_OIDC_CLIENT_ID is required with TERRACE_OIDC_ISSUER'],
  [{ TERRACE_OIDC_CLIENT_ID: 'x' }, 'TERRACE_OIDC_CLIENT_ID: set TERRACE_OIDC_ISSUER too'],
  [
    { TERRACE_OIDC_ISSUER: 'https://id.example.com', TERRACE_OIDC_CLIENT_ID: 'x', TERRACE_OIDC_SCOPES: 'email' },
    'TERRACE_OIDC_SCOPES: must include openid',
  ],
  [{ TERRACE_LOCAL_SIGN_IN: 'off' }, 'TERRACE_LOCAL_SIGN_IN: must be on without TERRACE_OIDC_ISSUER'],
  [{ TERRACE_LISTEN: ':8080' }, 'TERRACE_PUBLIC_URL is required when TERRACE_LISTEN is all addresses'],
  [{ TERRACE_LISTEN: '0.0.0.0:8080' }, 'TERRACE_PUBLIC_URL is required when TERRACE_LISTEN is all addresses'],
  [{ TERRACE_LISTEN: '[::]:8080' }, 'TERRACE_PUBLIC_URL is required when TERRACE_LISTEN is all addresses'],
  [{ TERRACE_LISTEN: '[0:0::0]:8080' }, 'TERRACE_PUBLIC_URL is required when TERRACE_LISTEN is all addresses'],
])('%o is refused by name', (environment, expected) => {
  expect(problemsOf(environment)).toEqual([expect.stringContaining(expected)])
})

test('all problems are told at once', () => {
  const problems = problemsOf({
    TERRACE_LISTEN: 'x',
    TERRACE_RATE_LIMIT: '2',
    TERRACE_TLS_CERT_FILE: 'a',
    TERRACE_PUBLIC_URL: 'http://a/b',
  })
  expect(problems.map((problem) => /TERRACE_[A-Z_]+/.exec(problem)?.[0] ?? '').toSorted()).toEqual([
    'TERRACE_LISTEN',
    'TERRACE_PUBLIC_URL',
    'TERRACE_RATE_LIMIT',
    'TERRACE_TLS_CERT_FILE',
  ])
})
