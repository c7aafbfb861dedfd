// What every program does with the database before it uses it.
import { migrateToLatest } from '../database/index.ts'
import { type Clock, systemClock } from '../kernel/index.ts'
import { type Config, ConfigurationError } from './config/index.ts'
import { databaseName, type Installation } from './installation.ts'
import { SecretKeyCheck } from './secret-key/index.ts'

export interface PreparedDatabase {
  /** to be called when something that was written with the secret key was recognised; undefined when nothing waits for it */
  secretKeyProven: (() => void) | undefined
}

/**
 * Brings the database up to date, and compares the secret key with the one that it was written with.
 * @throws ConfigurationError when it was written with another one
 */
export async function prepareDatabase(
  { database, keyring, config, logger }: Installation,
  clock: Clock = systemClock,
): Promise<PreparedDatabase> {
  const migrations = await migrateToLatest(database)
  if (migrations.length > 0) logger.info({ migrations }, 'the database was migrated')
  const check = new SecretKeyCheck({ database, keyring, clock })
  const state = await check.verify()
  if (state === 'foreign') throw new ConfigurationError([foreignKey(config)])
  if (state !== 'unproven') return { secretKeyProven: undefined }
  logger.warn({}, 'the secret key cannot be compared with the database yet; the first token that is used will prove it')
  let proven = false
  return {
    secretKeyProven() {
      if (proven) return
      proven = true
      check.record().catch((error: unknown) => {
        proven = false
        logger.warn({ err: error }, 'the check value of the secret key could not be recorded')
      })
    },
  }
}

/** Names both, and the way out. @param written what was written with another key */
export function foreignKey(config: Pick<Config, 'database' | 'secretKey'>, written = databaseName(config)): string {
  return (
    `${config.secretKey.file} is not the secret key that ${written} was written with: ` +
    'restore that key from your backup, or add it on a line of its own below the new one'
  )
}
