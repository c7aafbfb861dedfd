export { type Config, ConfigurationError, type LogLevel, missingWhenSplit, readConfig } from './config.ts'
export { type Environment, readEnvironment, SETTINGS, unknownSettings } from './environment.ts'
export {
  checkDatabaseFiles,
  lostSecretKey,
  readAuthorities,
  readSecrets,
  readTls,
  type Secrets,
  writeSecretKey,
} from './secrets.ts'
