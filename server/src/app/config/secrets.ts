// Step three of configuration: secrets, kept apart from what may be printed.
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createSecureContext, getCACertificates } from 'node:tls'
import { type Config, ConfigurationError } from './config.ts'

export interface Secrets {
  /** the source of all keys */
  secretKey: Buffer
  /** previous secrets, the latest first */
  formerSecretKeys: readonly Buffer[]
  tls: { cert: Buffer; key: Buffer } | undefined
}

const GENERATED_BYTES = 32
const MIN_BYTES = 32

/**
 * Reads the secrets, generating the secret key (mode 0600) on the first start when the configuration allows it.
 * @throws ConfigurationError naming the file that is missing, too short, or not a certificate with its key
 */
export function readSecrets(config: Config): Secrets {
  const [secretKey, ...formerSecretKeys] = readSecretKeys(config)
  return { secretKey, formerSecretKeys, tls: readTls(config) }
}

/** One per line. The first is used; the others only open what was sealed with them. */
function readSecretKeys(config: Config): [Buffer, ...Buffer[]] {
  const { file, generate } = config.secretKey
  if (!existsSync(file)) {
    if (!generate) throw new ConfigurationError([`TERRACE_SECRET_KEY_FILE: ${file} does not exist; create one with: openssl rand -hex 32`])
    const lost = lostSecretKey(config)
    if (lost !== undefined) throw new ConfigurationError([lost])
    writeSecretKey(file, `${randomBytes(GENERATED_BYTES).toString('hex')}\n`)
  }
  const text = readFileOf('TERRACE_SECRET_KEY_FILE', file).toString('utf8')
  const [first = Buffer.alloc(0), ...others] = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [Buffer.from(line.trim())]))
  const short = [first, ...others].findIndex((key) => key.length < MIN_BYTES)
  if (short !== -1) {
    const which = others.length === 0 ? '' : ` as key ${short + 1}`
    throw new ConfigurationError([`TERRACE_SECRET_KEY_FILE: ${file} holds fewer than ${MIN_BYTES} characters${which}`])
  }
  return [first, ...others]
}

/**
 * The key is generated before the database, so that a database without a key has lost it.
 * @returns what to do about it; undefined when nothing is lost
 */
export function lostSecretKey({ secretKey: { file }, database }: Config): string | undefined {
  if (database.kind !== 'sqlite' || existsSync(file) || !existsSync(database.file) || statSync(database.file).size === 0) return undefined
  return `${file} is missing, and ${database.file} was written with it: restore the key from your backup, or move the database away to start anew`
}

/** Creates the file, exclusively, so that two processes that start at once do not each write a key. */
export function writeSecretKey(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true })
  const descriptor = openSync(file, 'wx', 0o600)
  writeFileSync(descriptor, content)
  fsyncSync(descriptor)
  closeSync(descriptor)
}

/** @throws ConfigurationError when a file cannot be read, or the two are not a certificate with its key */
export function readTls({ tls }: Config): Secrets['tls'] {
  if (tls === undefined) return undefined
  const pair = { cert: readFileOf('TERRACE_TLS_CERT_FILE', tls.certFile), key: readFileOf('TERRACE_TLS_KEY_FILE', tls.keyFile) }
  try {
    createSecureContext(pair)
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new ConfigurationError([`TERRACE_TLS_CERT_FILE and TERRACE_TLS_KEY_FILE are not a certificate (PEM) and its key: ${problem}`])
  }
  return pair
}

/** @throws ConfigurationError when a file that connections to PostgreSQL need cannot be read, or is no certificate */
export function checkDatabaseFiles({ database }: Config): void {
  if (database.kind === 'sqlite') return
  if (database.passwordFile !== undefined) readFileOf('TERRACE_DATABASE_PASSWORD_FILE', database.passwordFile)
  if (database.caFile !== undefined) readCertificates('TERRACE_DATABASE_CA_FILE', database.caFile)
}

/**
 * Reads the authorities to trust for git hosts: those of the file, and all usual ones.
 * @returns PEM; undefined when the usual ones are enough
 * @throws ConfigurationError when the file cannot be read, or has no certificate
 */
export function readAuthorities({ vcs: { caFile } }: Config): string | undefined {
  return caFile === undefined ? undefined : besideTheUsual('TERRACE_VCS_CA_FILE', caFile)
}

export interface SingleSignOnFiles {
  clientSecret: string | undefined
  /** as `readAuthorities` */
  authorities: string | undefined
  /** which groups lead where, as written */
  groups: string
}

/** @throws ConfigurationError when a file cannot be read, or does not have what it should */
export function readSingleSignOnFiles(settings: NonNullable<Config['singleSignOn']>): SingleSignOnFiles {
  const { clientSecretFile, caFile, groupsFile } = settings
  return {
    clientSecret: clientSecretFile === undefined ? undefined : firstLineOf('TERRACE_OIDC_CLIENT_SECRET_FILE', clientSecretFile),
    authorities: caFile === undefined ? undefined : besideTheUsual('TERRACE_OIDC_CA_FILE', caFile),
    groups: groupsFile === undefined ? '' : readFileOf('TERRACE_OIDC_GROUPS_FILE', groupsFile).toString('utf8'),
  }
}

function firstLineOf(setting: string, file: string): string {
  const line = readFileOf(setting, file).toString('utf8').split('\n')[0]?.trim() ?? ''
  if (line === '') throw new ConfigurationError([`${setting}: the first line of ${file} is empty`])
  return line
}

function besideTheUsual(setting: string, file: string): string {
  const usual = new Set([...getCACertificates('default'), ...getCACertificates('system')])
  return [readCertificates(setting, file).toString('utf8'), ...usual].join('\n')
}

function readCertificates(setting: string, file: string): Buffer {
  const certificates = readFileOf(setting, file)
  // OpenSSL ignores text without any certificate, and then trusts nobody.
  if (certificates.includes('-----BEGIN CERTIFICATE-----')) return certificates
  throw new ConfigurationError([`${setting}: ${file} has no certificate (PEM) in it`])
}

function readFileOf(setting: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new ConfigurationError([`${setting}: cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`])
  }
}
