export { type Config, ConfigurationError, type LogLevel, missingWhenSplit, readConfig } from './config.ts'
export { type Environment, readEnvironment, SETTINGS, unknownSettings } from './environment.ts'
export { checkDatabaseFiles, lostSecretKey, readSecrets, readTls, type Secrets } from './secrets.ts'
