export { type Config, ConfigurationError, type LogLevel, readConfig } from './config.ts'
export { readEnvironment, SETTINGS, unknownSettings } from './environment.ts'
export {
  checkDatabaseFiles,
  lostSecretKey,
  readAuthorities,
  readSecrets,
  readTls,
  type Secrets,
  writeSecretKey,
} from './secrets.ts'
