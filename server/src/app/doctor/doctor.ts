// Checks everything that the server depends on, one thing after the other, and says what to fix.
import { existsSync } from 'node:fs'
import { access, constants, mkdtemp, rm, stat, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { WRITTEN_DIRECTORIES } from '../../archivist/index.ts'
import { type Database, openDatabase, pendingMigrations } from '../../database/index.ts'
import { systemClock } from '../../kernel/index.ts'
import { createGit } from '../../platform/git/index.ts'
import { createAddressPolicy } from '../../platform/network/index.ts'
import { createKeyring } from '../../platform/secrets/index.ts'
import {
  type Config,
  ConfigurationError,
  checkDatabaseFiles,
  type Environment,
  lostSecretKey,
  missingWhenSplit,
  readAuthorities,
  readConfig,
  readEnvironment,
  readSecrets,
  readTls,
  unknownSettings,
} from '../config/index.ts'
import { problemOfExisting } from '../data-directory/private-file.ts'
import { requireWritableDatabase, unusableDatabase } from '../installation.ts'
import { foreignKey } from '../prepare-database.ts'
import { SecretKeyCheck } from '../secret-key/index.ts'
import { version } from '../version.ts'
import { readProvider } from '../wire-single-sign-on.ts'
import { examineArchives, verifyArchives } from './archives.ts'
import { examineConnections } from './connections.ts'
import type { Finding } from './finding.ts'
import { examineQuotas } from './quotas.ts'

export interface Check extends Finding {
  subject: string
}

export interface ExamineOptions {
  /** whether every archive is read and hashed; servers then know what is wrong with them */
  verify?: boolean
  /** whether serving and working are to be left to different processes */
  split?: boolean
}

type Examination = { subject: string; examine(config: Config): Promise<Finding> }

const EXAMINATIONS: readonly Examination[] = [
  { subject: 'public address', examine: publicAddress },
  { subject: 'secrets', examine: secrets },
  { subject: 'data directory', examine: dataDirectory },
  { subject: 'storage', examine: storage },
  { subject: 'database', examine: database },
  { subject: 'archives', examine: examineArchives },
  { subject: 'quotas', examine: examineQuotas },
  { subject: 'connections', examine: examineConnections },
  { subject: 'git', examine: git },
  { subject: 'clock', examine: clock },
]

/**
 * Yields a finding for every dependency. Creates nothing.
 * @param variables as in `process.env`
 */
export async function* examine(
  variables: NodeJS.ProcessEnv,
  { verify = false, split = false }: ExamineOptions = {},
): AsyncGenerator<Check> {
  yield { subject: 'program', ...ok(`version ${version()}, Node ${process.versions.node}`) }
  const environment = readEnvironment(variables)
  let config: Config
  try {
    config = readConfig(environment, { split })
  } catch (error) {
    for (const finding of problemsOf(error)) yield { subject: 'configuration', outcome: 'failed', finding }
    return
  }
  yield { subject: 'configuration', outcome: 'ok', finding: 'every setting is valid' }
  for (const name of unknownSettings(variables)) {
    yield { subject: 'configuration', outcome: 'warning', finding: `${name} is not a setting of Terrace; docs/CONFIGURATION.md lists them` }
  }
  yield { subject: 'processes', ...processes(environment, split) }
  yield { subject: 'outgoing calls', ...outgoingCalls(config) }
  let isDatabaseUsable = true
  for (const { subject, examine: look } of EXAMINATIONS) {
    const reads = !READS_DATABASE.has(subject) || isDatabaseUsable
    const finding: Finding = reads ? await look(config).catch((error: unknown) => failed(problemsOf(error).join('; '))) : UNREAD
    if (subject === 'database') isDatabaseUsable = finding.outcome !== 'failed'
    yield { subject, ...finding }
  }
  if (!verify || !isDatabaseUsable) return
  try {
    for await (const finding of verifyArchives(config)) yield { subject: 'archives', ...finding }
  } catch (error) {
    yield { subject: 'archives', ...failed(problemsOf(error).join('; ')) }
  }
}

function problemsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigurationError) return error.problems
  return [error instanceof Error ? error.message : String(error)]
}

const ok = (finding: string) => ({ outcome: 'ok', finding }) as const
const warning = (finding: string) => ({ outcome: 'warning', finding }) as const
const failed = (finding: string) => ({ outcome: 'failed', finding }) as const
/** These say nothing of their own when the database cannot be used. */
const READS_DATABASE = new Set(['archives', 'quotas', 'connections'])
const UNREAD = warning('not looked at, because the database cannot be used')

/** With `split`, what is missing is a problem of the configuration. */
function processes(environment: Environment, split: boolean) {
  if (split) return ok('`terrace serve --no-worker` and `terrace worker` have every setting that they share')
  const missing = missingWhenSplit(environment)
  if (missing.length === 0) return ok('`terrace serve` alone, or `terrace serve --no-worker` and `terrace worker`')
  return ok(`\`terrace serve\` alone; \`terrace serve --no-worker\` and \`terrace worker\` need ${missing.join(', ')} (see --split)`)
}

function outgoingCalls({ proxies: { http, https, except } }: Config) {
  const ways = [
    ...(https === undefined ? [] : [`HTTPS through ${originOf(https)}`]),
    ...(http === undefined ? [] : [`HTTP through ${originOf(http)}`]),
  ]
  if (ways.length === 0) return ok('without a proxy')
  return ok(`${ways.join(', ')}${except.length === 0 ? '' : `; without a proxy to ${except.join(', ')}`}; SSH without a proxy`)
}

/** Without the password of a proxy. */
function originOf(url: string): string {
  return new URL(url).origin
}

async function publicAddress({ publicUrl, listen }: Config) {
  const { protocol, hostname } = new URL(publicUrl)
  if (hostname === '0.0.0.0' || hostname === '[::]')
    return failed(`${publicUrl} is not an address that clients can reach; set TERRACE_PUBLIC_URL`)
  if (protocol === 'http:') return warning(`${publicUrl} is plain HTTP; Terraform needs HTTPS, or a host block in its CLI configuration`)
  if (!hostname.includes('.')) return warning(`${publicUrl} has no dot in its host name; Terraform does not accept such module addresses`)
  return ok(`${publicUrl}, listening on ${listen.host}:${listen.port}`)
}

async function secrets(config: Config) {
  const { file, generate } = config.secretKey
  const lost = generate ? lostSecretKey(config) : undefined
  if (config.singleSignOn !== undefined) readProvider(config.singleSignOn)
  if (lost !== undefined) return failed(lost)
  if (generate && !existsSync(file)) {
    readTls(config)
    return ok(`${file} is generated at the first start`)
  }
  readSecrets(config)
  return ok(config.tls === undefined ? `${file} is valid` : `${file}, ${config.tls.certFile} and its key are valid`)
}

const MIN_FREE_BYTES = 1024 ** 3

async function dataDirectory(config: Config) {
  const { dataDirectory: directory } = config
  const existing = await requireWritable(directory, 'TERRACE_DATA_DIR')
  await requireLockable(directory)
  const { bavail, bsize } = await statfs(existing)
  const open = await filesForEveryone(config)
  if (open.length > 0) return failed(`other users of the machine can read ${open.join(', ')}: chmod go-rwx ${open.join(' ')}`)
  const free = `${Math.round((bavail * bsize) / 1024 ** 2)} MB free`
  return bavail * bsize < MIN_FREE_BYTES ? warning(`${directory}: only ${free}`) : ok(`${directory}: ${free}`)
}

/** What every server and worker locks at its start. */
async function requireLockable(directory: string): Promise<void> {
  const scratch = await requireWritable(join(directory, 'scratch'), 'TERRACE_DATA_DIR')
  const problems = [join(directory, 'server.lock'), join(scratch, 'lock')].map(problemOfExisting)
  const found = problems.filter((problem) => problem !== undefined)
  if (found.length > 0) throw new ConfigurationError(found)
}

/** @returns the files with secrets that everybody on the machine can read, in a directory that everybody can enter */
async function filesForEveryone({ dataDirectory: directory, database, secretKey }: Config): Promise<string[]> {
  const own = database.kind === 'sqlite' ? ['', '-wal', '-shm'].map((suffix) => database.file + suffix) : []
  const files = [...own, secretKey.file, join(directory, 'server.lock')].filter((file) => existsSync(file))
  const modes = await Promise.all(files.map(async (file) => [(await stat(file)).mode, (await stat(dirname(file))).mode] as const))
  return files.filter((_file, index) => {
    const [file = 0, parent = 0] = modes[index] ?? []
    return (file & constants.S_IROTH) !== 0 && (parent & constants.S_IXOTH) !== 0
  })
}

async function storage({ storage: { directory } }: Config) {
  for (const written of WRITTEN_DIRECTORIES) await requireWritable(join(directory, written), 'TERRACE_STORAGE_URL')
  return ok(`files in ${directory}`)
}

async function database(config: Config) {
  const { database: wanted } = config
  if (wanted.kind === 'sqlite' && !existsSync(wanted.file)) return ok(`${wanted.file} is generated at the first start`)
  checkDatabaseFiles(config)
  requireWritableDatabase(config)
  const opened = await openDatabase(wanted).catch((error: unknown) => {
    throw new ConfigurationError([unusableDatabase({ database: wanted }, error)])
  })
  try {
    const pending = await pendingMigrations(opened)
    if (pending.length > 0) {
      return warning(`${wanted.kind}: ${pending.length} migrations are pending; terrace serve or terrace migrate applies them`)
    }
    return await secretKeyFinding(config, opened)
  } finally {
    await opened.close()
  }
}

/** @param opened up to date */
async function secretKeyFinding(config: Config, opened: Database) {
  const { kind } = opened
  if (!existsSync(config.secretKey.file)) return ok(`${kind}, up to date`)
  const { secretKey, formerSecretKeys } = readSecrets(config)
  const keyring = createKeyring(secretKey, formerSecretKeys)
  const state = await new SecretKeyCheck({ database: opened, keyring, clock: systemClock }).state()
  if (state === 'foreign') return failed(foreignKey(config))
  if (state === 'unproven') return warning(`${kind}, up to date; whether the secret key is its own shows when the first token is used`)
  return ok(state === 'new' ? `${kind}, up to date` : `${kind}, up to date, and written with this secret key`)
}

async function git(config: Config) {
  readAuthorities(config)
  const { vcs } = config
  const scratchDirectory = await mkdtemp(join(tmpdir(), 'terrace-doctor-'))
  try {
    const options = {
      scratchDirectory,
      allowFile: false,
      addresses: createAddressPolicy({ allowPrivate: vcs.allowPrivateAddresses }),
      urlOverrides: [],
    }
    return ok(`version ${await createGit(options).version()}`)
  } finally {
    await rm(scratchDirectory, { recursive: true, force: true })
  }
}

const EARLIEST = Date.UTC(2026, 0, 1)

/** A clock that is behind makes every certificate and signed link look invalid. */
async function clock() {
  const now = Date.now()
  return now < EARLIEST
    ? failed(`it says ${new Date(now).toISOString()}, which is in the past; set the system time`)
    : ok(new Date(now).toISOString())
}

/** @returns the directory, or the existing one in which it is created */
async function requireWritable(directory: string, setting: string): Promise<string> {
  const existing = nearestExisting(directory)
  if (!(await stat(existing)).isDirectory()) throw new ConfigurationError([`${existing} is not a directory (${setting})`])
  await access(existing, constants.W_OK | constants.X_OK).catch(() => {
    throw new ConfigurationError([`${existing} is not writable; grant this user write access, or change ${setting}`])
  })
  return existing
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path))
}
