export { type Config, ConfigurationError, type LogLevel, missingWhenSplit, readConfig } from './config.ts'
export { type Environment, readEnvironment, SETTINGS, type SettingName, unknownSettings } from './environment.ts'
export {
  checkDatabaseFiles,
  lostSecretKey,
  readAuthorities,
  readSecrets,
  readSingleSignOnFiles,
  readTls,
  type Secrets,
  writeSecretKey,
} from './secrets.ts'
export type { ListenAddress } from './values.ts'
