// `terrace backup`: what has to hold before a backup is taken, and the taking.
import { existsSync, readFileSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { createFileStore } from '../../archivist/index.ts'
import { Backups, type Say, type TakenBackup } from '../../backup/index.ts'
import { appliedMigrations, pendingMigrations } from '../../database/index.ts'
import { systemClock } from '../../kernel/index.ts'
import { foreignStorage, storageState } from '../archive-storage/storage-mark.ts'
import { type Config, ConfigurationError, readConfig, readEnvironment } from '../config/index.ts'
import { databaseName, type Installation, openInstallation } from '../installation.ts'
import { version } from '../version.ts'
import { ownSecretKey } from './own-secret-key.ts'

export interface TakeOptions {
  withSecretKey: boolean
  say: Say
}

/**
 * @param variables the environment, as in `process.env`
 * @throws ConfigurationError when there is nothing that could be backed up as a whole
 */
export async function takeBackup(
  variables: NodeJS.ProcessEnv,
  path: string,
  { withSecretKey, say }: TakeOptions,
): Promise<{ config: Config; backup: TakenBackup }> {
  const file = resolve(path)
  requirePossible(readConfig(readEnvironment(variables)), file)
  await using installation = await openInstallation(variables)
  await requireOwnState(installation)
  const { config, database } = installation
  const backups = new Backups({
    database,
    store: createFileStore(config.storage.directory),
    secretKey: ownSecretKey(installation),
    clock: systemClock,
    program: version(),
    say,
  })
  const secretKey = withSecretKey ? readFileSync(config.secretKey.file) : undefined
  return { config, backup: await backups.take(file, { secretKey }) }
}

/** Before anything is opened: a database that does not exist would be created, with a new key. */
function requirePossible({ database, storage }: Config, file: string): void {
  if (database.kind === 'sqlite' && !existsSync(database.file)) {
    throw new ConfigurationError([`TERRACE_DATA_DIR: ${database.file} does not exist, so there is nothing to back up`])
  }
  if (file.startsWith(storage.directory + sep)) {
    throw new ConfigurationError([`${file} is in the storage of archives, where unknown files are deleted: name a file elsewhere`])
  }
}

/** @throws Conflict when a newer program migrated the database */
async function requireOwnState({ config, database }: Installation): Promise<void> {
  const name = databaseName(config)
  const pending = await pendingMigrations(database)
  if (pending.length > 0) {
    const problem =
      (await appliedMigrations(database)).length === 0
        ? `${name} has no tables, so there is nothing to back up`
        : `${name} is older than this program: back it up with the version that it belongs to, or run \`terrace migrate\` first`
    throw new ConfigurationError([problem])
  }
  if ((await storageState({ config, database })) === 'foreign') throw new ConfigurationError([foreignStorage(config)])
}
