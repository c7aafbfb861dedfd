// Step two of configuration: what the settings mean. Contradictions stop the start; all of them are reported at once.
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Attempt } from './attempt.ts'
import { type DatabaseSettings, readDatabase, readStartTimeout } from './database-settings.ts'
import type { Environment, SettingName } from './environment.ts'
import { type QuotaSettings, readQuotas } from './quota-settings.ts'
import { readSignIn, type SignInSettings } from './single-sign-on-settings.ts'
import {
  isEveryAddress,
  type ListenAddress,
  parseAppName,
  parseFlag,
  parseListen,
  parseMonths,
  parseNetworks,
  parseNoProxy,
  parseOverrides,
  parseProxy,
  parsePublicUrl,
  parseSeconds,
  type UrlOverride,
} from './values.ts'

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface Config extends SignInSettings {
  listen: ListenAddress
  /** no trailing slash */
  publicUrl: string
  /** absolute */
  dataDirectory: string
  database: DatabaseSettings
  /** how long to wait for the database at the start; milliseconds */
  databaseStartMs: number
  storage: { kind: 'file'; directory: string }
  tls: { certFile: string; keyFile: string } | undefined
  secretKey: { file: string; generate: boolean }
  /** the product that API clients are told */
  appName: string
  /** the default lifetime of tokens; null is for ever */
  tokenMonths: number | null
  /** whether users become members as soon as they are invited */
  autoAcceptInvitations: boolean
  /** requests per second and token; 0 is off */
  rateLimit: number
  quotas: QuotaSettings
  /** how long entries of the audit trail are kept; 0 is for ever */
  auditRetentionDays: number
  /** how often each archive is hashed; 0 is never */
  archiveCheckDays: number
  /** how many modules are inspected and packed at a time */
  sandboxProcesses: number
  /** addresses and networks whose `X-Forwarded-For` is trusted */
  trustedProxies: string[]
  vcs: {
    urlOverrides: UrlOverride[]
    /** of authorities to trust beside the usual ones */
    caFile: string | undefined
    allowFileRemotes: boolean
    allowPrivateAddresses: boolean
  }
  /** for outgoing calls, of git too */
  proxies: { http: string | undefined; https: string | undefined; except: string[] }
  shutdown: {
    /** how long requests are still taken after the signal, while `/readyz` says 503 */
    delayMs: number
    /** how long requests under way may then take */
    timeoutMs: number
  }
  /** whether every request has a line in the log */
  accessLog: boolean
  logLevel: LogLevel
  /** where metrics are served; undefined: nowhere */
  metricsListen: ListenAddress | undefined
}

/** A hundred years. */
const MAX_RETENTION_DAYS = 36_500

const MAX_CHECK_DAYS = 365

const MAX_PROCESSES = 64

/** Every contradiction found, each naming its setting. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : 'problems'}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    )
    this.problems = problems
  }
}

/**
 * @param options `split`: whether serving and working are left to different processes
 * @throws ConfigurationError when any setting is wrong or two contradict each other
 */
export function readConfig(environment: Environment, { split = false }: { split?: boolean } = {}): Config {
  const problems: string[] = []
  const attempt: Attempt = (name, parse, fallback) => {
    const text = environment[name]
    if (text === undefined) return fallback
    try {
      return parse(text)
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
      return fallback
    }
  }

  const listen = attempt('TERRACE_LISTEN', parseListen, { host: '127.0.0.1', port: 8080 })
  const dataDirectory = resolve(environment.TERRACE_DATA_DIR ?? './data')
  const tls = readTls(environment, problems)
  const ownUrl = `${tls ? 'https' : 'http'}://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${listen.port}`
  const storage = attempt('TERRACE_STORAGE_URL', parseStorage, { kind: 'file', directory: join(dataDirectory, 'objects') } as const)
  const config: Config = {
    listen,
    publicUrl: attempt('TERRACE_PUBLIC_URL', parsePublicUrl, ownUrl),
    dataDirectory,
    database: readDatabase(attempt, join(dataDirectory, 'terrace.sqlite'), problems),
    databaseStartMs: readStartTimeout(attempt),
    storage,
    tls,
    secretKey: readSecretKey(environment, dataDirectory, problems),
    appName: attempt('TERRACE_APP_NAME', parseAppName, 'HCP Terraform'),
    tokenMonths: attempt('TERRACE_TOKEN_MONTHS', parseMonths, 24),
    autoAcceptInvitations: attempt('TERRACE_AUTO_ACCEPT_INVITATIONS', parseFlag, false),
    rateLimit: attempt('TERRACE_RATE_LIMIT', parseRateLimit, 30),
    quotas: readQuotas(attempt),
    auditRetentionDays: attempt('TERRACE_AUDIT_RETENTION_DAYS', parseRetention, 365),
    archiveCheckDays: attempt('TERRACE_ARCHIVE_CHECK_DAYS', parseCheckDays, 7),
    sandboxProcesses: attempt('TERRACE_SANDBOX_PROCESSES', parseProcesses, defaultProcesses()),
    trustedProxies: attempt('TERRACE_TRUSTED_PROXIES', parseNetworks, []),
    vcs: {
      urlOverrides: attempt('TERRACE_VCS_URL_OVERRIDES', parseOverrides, []),
      caFile: attempt<string | undefined>('TERRACE_VCS_CA_FILE', resolve, undefined),
      allowFileRemotes: attempt('TERRACE_ALLOW_FILE_REMOTES', parseFlag, false),
      allowPrivateAddresses: attempt('TERRACE_ALLOW_PRIVATE_ADDRESSES', parseFlag, false),
    },
    ...readSignIn(attempt, environment, problems),
    proxies: {
      http: attempt('HTTP_PROXY', parseProxy, undefined),
      https: attempt('HTTPS_PROXY', parseProxy, undefined),
      except: attempt('NO_PROXY', parseNoProxy, []),
    },
    shutdown: {
      delayMs: attempt('TERRACE_SHUTDOWN_DELAY', parseSeconds, 0),
      timeoutMs: attempt('TERRACE_SHUTDOWN_TIMEOUT', parseSeconds, 30_000),
    },
    accessLog: attempt('TERRACE_ACCESS_LOG', parseFlag, false),
    logLevel: attempt('TERRACE_LOG_LEVEL', parseLogLevel, 'info'),
    metricsListen: attempt<ListenAddress | undefined>('TERRACE_METRICS_LISTEN', parseListen, undefined),
  }
  problems.push(...addressProblems(config, environment.TERRACE_PUBLIC_URL !== undefined))
  if (split) problems.push(...splitProblems(environment))
  if (problems.length > 0) throw new ConfigurationError(problems)
  return config
}

/** With these, clients would get links that lead nowhere, or metrics their own address. */
function addressProblems({ listen, metricsListen, publicUrl, tls }: Config, publicUrlGiven: boolean): string[] {
  if (metricsListen?.port === listen.port && listen.port !== 0 && metricsListen.host === listen.host)
    return ['TERRACE_METRICS_LISTEN: must be another address than TERRACE_LISTEN, because metrics need no token']
  if (publicUrlGiven && tls !== undefined && publicUrl.startsWith('http://'))
    return [`TERRACE_PUBLIC_URL: must be https:// with TLS files, because only HTTPS is served; got "${publicUrl}"`]
  if (!publicUrlGiven && isEveryAddress(listen.host))
    return ['TERRACE_PUBLIC_URL is required when TERRACE_LISTEN is all addresses; links need one that clients can reach']
  return []
}

/** What the processes share cannot be embedded in one of them, nor derived from its address. */
const SHARED: readonly [SettingName, string][] = [
  [
    'TERRACE_DATABASE_URL',
    'one process holds the embedded SQLite, so it has to serve and to work: set a postgres:// URL, or run `terrace serve` alone',
  ],
  ['TERRACE_STORAGE_URL', 'the server sends the archives that workers store'],
  ['TERRACE_PUBLIC_URL', 'workers tell git hosts where the server is'],
]

/** @returns the settings that `serve --no-worker` and `worker` lack */
export function missingWhenSplit(environment: Environment): SettingName[] {
  return SHARED.flatMap(([name]) => (environment[name] === undefined ? [name] : []))
}

function splitProblems(environment: Environment): string[] {
  const missing = missingWhenSplit(environment)
  return SHARED.flatMap(([name, reason]) =>
    missing.includes(name) ? [`${name} is required by \`serve --no-worker\` and \`worker\`: ${reason}`] : [],
  )
}

function readTls(environment: Environment, problems: string[]): Config['tls'] {
  const certFile = environment.TERRACE_TLS_CERT_FILE
  const keyFile = environment.TERRACE_TLS_KEY_FILE
  if (certFile !== undefined && keyFile !== undefined) return { certFile: resolve(certFile), keyFile: resolve(keyFile) }
  if (certFile !== undefined || keyFile !== undefined) {
    problems.push('TERRACE_TLS_CERT_FILE and TERRACE_TLS_KEY_FILE belong together: set both or neither')
  }
  return undefined
}

/** A generated secret is safe only when everything is embedded: processes that share a database need the same one. */
function readSecretKey(environment: Environment, dataDirectory: string, problems: string[]): Config['secretKey'] {
  const file = environment.TERRACE_SECRET_KEY_FILE
  if (file !== undefined) return { file: resolve(file), generate: false }
  const outside = (['TERRACE_DATABASE_URL', 'TERRACE_STORAGE_URL'] as const).find((name) => environment[name] !== undefined)
  if (outside !== undefined) {
    problems.push(`TERRACE_SECRET_KEY_FILE is required with ${outside}, because the secret must outlive this machine's data directory`)
  }
  return { file: join(dataDirectory, 'secret.key'), generate: outside === undefined }
}

function parseStorage(text: string): Config['storage'] {
  if (!URL.canParse(text) || new URL(text).protocol !== 'file:')
    throw new Error('must be file:///absolute/path; no other storage is supported yet')
  return { kind: 'file', directory: fileURLToPath(text) }
}

function parseRateLimit(text: string): number {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 0) throw new Error(`must be a whole number of requests per second, 0 for no limit; got "${text}"`)
  // go-tfe allows a burst of a third of the limit, and sends nothing at all when that is 0.
  if (limit > 0 && limit < 4) throw new Error('official clients cannot work with a limit below 4; use 0 for no limit')
  return limit
}

function parseRetention(text: string): number {
  const days = Number(text)
  if (!Number.isInteger(days) || days < 0 || days > MAX_RETENTION_DAYS) {
    throw new Error(`must be a whole number of days up to ${MAX_RETENTION_DAYS}, 0 to keep entries for ever; got "${text}"`)
  }
  return days
}

function parseCheckDays(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) > MAX_CHECK_DAYS) {
    throw new Error(`must be a whole number of days up to ${MAX_CHECK_DAYS}, 0 to check none; got "${text}"`)
  }
  return Number(text)
}

/** Two on a machine with one processor: a heavy module must leave one to the others. */
function defaultProcesses(): number {
  return Math.min(8, Math.max(2, availableParallelism()))
}

function parseProcesses(text: string): number {
  const processes = Number(text)
  if (!/^\d{1,2}$/.test(text) || processes < 1 || processes > MAX_PROCESSES)
    throw new Error(`must be a number of processes from 1 to ${MAX_PROCESSES}; got "${text}"`)
  return processes
}

function parseLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text.toLowerCase())
  if (level === undefined) throw new Error(`must be one of ${LOG_LEVELS.join(', ')}; got "${text}"`)
  return level
}
