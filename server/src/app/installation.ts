// What every command needs first: configuration, secrets, the database.
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Database, openDatabase } from '../database/index.ts'
import { createLogger, type Logger } from '../platform/observability/index.ts'
import { createKeyring, type Keyring } from '../platform/secrets/index.ts'
import { type Config, ConfigurationError, readConfig, readEnvironment, readSecrets, type Secrets, unknownSettings } from './config/index.ts'

export interface Installation extends AsyncDisposable {
  config: Config
  secrets: Secrets
  keyring: Keyring
  database: Database
  logger: Logger
}

/**
 * @param variables the environment, as in `process.env`
 * @param options `split`: whether other processes do part of the work
 * @throws ConfigurationError before anything is created when the configuration contradicts itself, and when the data
 *   directory or the database it names cannot be used
 */
export async function openInstallation(variables: NodeJS.ProcessEnv, options: { split?: boolean } = {}): Promise<Installation> {
  const config = readConfig(readEnvironment(variables), options)
  const logger = createLogger(config.logLevel)
  for (const name of unknownSettings(variables)) logger.warn({ name }, 'this variable is not a setting of Terrace')
  makeDirectories(config)
  const secrets = readSecrets(config)
  const onIdleError = (error: Error) => logger.warn({ err: error }, 'a database connection was lost')
  const database = await openDatabase(config.database, { onIdleError }).catch((error: unknown) => {
    throw new ConfigurationError([unusableDatabase(config, error)])
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
  return `${databaseName(config)}: ${messageOf(error)}`
}

/** For people; without the password in its URL. */
export function databaseName({ database }: Pick<Config, 'database'>): string {
  return database.kind === 'sqlite' ? database.file : `TERRACE_DATABASE_URL: ${new URL(database.url).host}`
}

/** A host with several addresses fails with one error for each, and no message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}
