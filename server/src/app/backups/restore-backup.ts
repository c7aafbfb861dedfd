// `terrace restore`: what has to hold before anything is restored, and the restoring.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createFileStore } from '../../archivist/index.ts'
import { type BackupHead, Restoration, readHead, type Say, type VerifiedBackup, verifyBackup } from '../../backup/index.ts'
import { openDatabase, tablesIn } from '../../database/index.ts'
import { createKeyring } from '../../platform/secrets/index.ts'
import {
  type Config,
  ConfigurationError,
  checkDatabaseFiles,
  readConfig,
  readEnvironment,
  readSecrets,
  writeSecretKey,
} from '../config/index.ts'
import { lockDataDirectory } from '../data-directory/exclusive-lock.ts'
import { databaseName, openInstallation, unusableDatabase } from '../installation.ts'
import { ownSecretKey } from './own-secret-key.ts'

const MAX_NAMED = 3

/**
 * Reads the whole backup before it creates anything.
 * @param variables the environment, as in `process.env`
 * @throws ConfigurationError when the place is not empty, or the secret key is missing or another one
 */
export async function restoreBackup(
  variables: NodeJS.ProcessEnv,
  path: string,
  say: Say,
): Promise<{ config: Config; backup: VerifiedBackup }> {
  const file = resolve(path)
  const config = readConfig(readEnvironment(variables))
  const head = await readHead(file)
  requireSecretKey(config, head, file)
  await requireEmptyPlace(config)
  const backup = await verifyBackup({ path: file }, say)
  if (head.secretKey !== undefined && !existsSync(config.secretKey.file)) writeSecretKey(config.secretKey.file, head.secretKey)
  await using installation = await openInstallation(variables)
  // Keeps a server from starting meanwhile.
  using _lock = lockDataDirectory(config.dataDirectory, { shared: config.database.kind === 'postgres' })
  const restoration = new Restoration({
    database: installation.database,
    store: createFileStore(config.storage.directory),
    secretKey: ownSecretKey(installation),
    storageName: config.storage.directory,
    say,
  })
  await restoration.run(backup)
  return { config, backup }
}

function requireSecretKey(config: Config, { manifest, secretKey }: BackupHead, file: string): void {
  if (existsSync(config.secretKey.file)) {
    const { secretKey: key, formerSecretKeys } = readSecrets(config)
    return ownSecretKey({ config, keyring: createKeyring(key, formerSecretKeys) }).requireMatch(manifest.secretKeyCheck, file)
  }
  if (secretKey !== undefined) return
  throw new ConfigurationError([
    `TERRACE_SECRET_KEY_FILE: ${config.secretKey.file} does not exist: put the secret key there that ${file} was written with`,
  ])
}

/** @throws ConfigurationError that names what is there */
async function requireEmptyPlace(config: Config): Promise<void> {
  const { directory } = config.storage
  const problems: string[] = []
  for await (const { key } of createFileStore(directory).list()) {
    problems.push(`${directory} holds archives already, such as ${key}: restore into an empty directory`)
    break
  }
  const tables = await tablesOf(config)
  if (tables.length > 0) {
    const more = tables.length > MAX_NAMED ? ` and ${tables.length - MAX_NAMED} more` : ''
    const named = tables.slice(0, MAX_NAMED).join(', ')
    problems.push(`${databaseName(config)} has tables already (${named}${more}): restore into an empty database`)
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
}

async function tablesOf(config: Config): Promise<string[]> {
  if (config.database.kind === 'sqlite' && !existsSync(config.database.file)) return []
  checkDatabaseFiles(config)
  const database = await openDatabase(config.database).catch((error: unknown) => {
    throw new ConfigurationError([unusableDatabase(config, error)])
  })
  try {
    return await tablesIn(database)
  } finally {
    await database.close()
  }
}
