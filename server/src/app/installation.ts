// What every command needs first: configuration, secrets, the database.
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Database, openDatabase, patiently } from '../database/index.ts'
import { Unavailable } from '../kernel/index.ts'
import { createLogger, type Logger } from '../platform/observability/index.ts'
import { createKeyring, type Keyring } from '../platform/secrets/index.ts'
import {
  type Config,
  ConfigurationError,
  checkDatabaseFiles,
  readConfig,
  readEnvironment,
  readSecrets,
  type Secrets,
  unknownSettings,
} from './config/index.ts'
import { claimDatabase } from './data-directory/private-file.ts'

export interface Installation extends AsyncDisposable {
  config: Config
  secrets: Secrets
  keyring: Keyring
  database: Database
  logger: Logger
}

interface InstallationOptions {
  split?: boolean
  patient?: boolean
}

/**
 * @param variables the environment, as in `process.env`
 * @param options `split`: whether other processes do part of the work; `patient`: whether to wait for a database that cannot be
 *   reached yet, as the configuration says
 * @throws ConfigurationError before anything is created when the configuration contradicts itself, and when the data
 *   directory or the database it names cannot be used
 */
export async function openInstallation(variables: NodeJS.ProcessEnv, options: InstallationOptions = {}): Promise<Installation> {
  const config = readConfig(readEnvironment(variables), options)
  const logger = createLogger(config.logLevel)
  for (const name of unknownSettings(variables)) logger.warn({ name }, 'this variable is not a setting of Terrace')
  makeDirectories(config)
  const secrets = readSecrets(config)
  requireWritableDatabase(config)
  const onIdleError = (error: Error) => logger.warn({ err: error }, 'a database connection was lost')
  checkDatabaseFiles(config)
  const open = () => openDatabase(config.database, { onIdleError })
  const opening = options.patient === true ? waitingForDatabase({ config, logger }, open) : open()
  const database = await opening.catch((error: unknown) => {
    throw error instanceof ConfigurationError ? error : new ConfigurationError([unusableDatabase(config, error)])
  })
  return {
    config,
    secrets,
    keyring: createKeyring(secrets.secretKey, secrets.formerSecretKeys),
    database,
    logger,
    [Symbol.asyncDispose]: () => database.close(),
  }
}

/** Repeats what a server begins with until the database can be used. @throws ConfigurationError with the reason when that takes too long */
export async function waitingForDatabase<Result>(
  { config, logger }: Pick<Installation, 'config' | 'logger'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const onFailure = (error: Unavailable) => logger.warn({ reason: reasonOf(error) }, 'the database cannot be used yet; trying again')
  return await patiently(work, { forMs: config.databaseStartMs, onFailure }).catch((error: unknown) => {
    throw error instanceof Unavailable ? new ConfigurationError([unusableDatabase(config, error)]) : error
  })
}

/** @throws ConfigurationError with the reason when the embedded database cannot be written */
export function requireWritableDatabase({ database }: Pick<Config, 'database'>): void {
  const problem = database.kind === 'sqlite' ? claimDatabase(database.file) : undefined
  if (problem !== undefined) throw new ConfigurationError([problem])
}

/** Readable for this user alone: they hold the database, the secret key and the archives. */
function makeDirectories({ dataDirectory, storage }: Config): void {
  const wanted = [
    ['TERRACE_DATA_DIR', dataDirectory],
    ['TERRACE_STORAGE_URL', storage.directory],
  ] as const
  for (const [setting, directory] of wanted) {
    try {
      makeDirectory(directory)
    } catch (error) {
      throw new ConfigurationError([`${setting}: cannot create ${directory}: ${messageOf(error)}`])
    }
  }
}

/** Creates parents too. Node's own `recursive` never returns where nothing can be created, such as below `/proc`. */
function makeDirectory(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw new Error(`${path} is not a directory`)
    return
  }
  if (dirname(path) !== path) makeDirectory(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (!existsSync(path)) throw error
  }
}

/** Names the database and the reason. */
export function unusableDatabase(config: Pick<Config, 'database'>, error: unknown): string {
  return `${databaseName(config)}: ${reasonOf(error)}`
}

/** For people; without the password in its URL. */
export function databaseName({ database }: Pick<Config, 'database'>): string {
  return database.kind === 'sqlite' ? database.file : `TERRACE_DATABASE_URL: ${new URL(database.url).host}`
}

/** What the database itself said, and not what clients are told. */
function reasonOf(error: unknown): string {
  return error instanceof Unavailable && error.cause !== undefined ? reasonOf(error.cause) : messageOf(error)
}

/** A host with several addresses fails with one error for each, and no message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}
