// What every command needs before it can do anything: configuration, secrets, the database.
import { mkdirSync } from 'node:fs'
import { type Database, openDatabase } from '../database/index.ts'
import { createLogger, type Logger } from '../platform/observability/index.ts'
import { createKeyring, type Keyring } from '../platform/secrets/index.ts'
import { type Config, readConfig, readEnvironment, readSecrets, type Secrets, unknownSettings } from './config/index.ts'

export interface Installation extends AsyncDisposable {
  config: Config
  secrets: Secrets
  keyring: Keyring
  database: Database
  logger: Logger
}

/**
 * @param variables the environment, as in `process.env`
 * @throws ConfigurationError before anything is created when the configuration contradicts itself
 */
export async function openInstallation(variables: NodeJS.ProcessEnv): Promise<Installation> {
  const config = readConfig(readEnvironment(variables))
  const logger = createLogger(config.logLevel)
  for (const name of unknownSettings(variables)) logger.warn({ name }, 'this variable is not a setting of Terrace')
  mkdirSync(config.dataDirectory, { recursive: true })
  const secrets = readSecrets(config)
  const database = await openDatabase(config.database, {
    onIdleError: (error) => logger.warn({ err: error }, 'a database connection broke'),
  })
  return { config, secrets, keyring: createKeyring(secrets.secretKey), database, logger, [Symbol.asyncDispose]: () => database.close() }
}
