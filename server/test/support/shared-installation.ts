// What the processes of one installation on PostgreSQL share: a database, archives and a secret.
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { databaseUrl } from './postgres.ts'
import { administer, TEMPLATE } from './reused-databases.ts'

/** Disposing removes the database. */
export interface SharedInstallation extends AsyncDisposable {
  databaseUrl: string
  /** the directory of archives */
  objects: string
  /** settings of every process, without its data directory and address */
  settings: Record<string, string>
}

/** @param directory for archives and secret */
export async function createSharedInstallation(serverUrl: string, directory: string): Promise<SharedInstallation> {
  const database = await createSharedDatabase(serverUrl)
  const secret = join(directory, 'secret.key')
  writeFileSync(secret, 'x'.repeat(64))
  const objects = join(directory, 'objects')
  return {
    databaseUrl: database.url,
    objects,
    settings: {
      TERRACE_DATABASE_URL: database.url,
      TERRACE_SECRET_KEY_FILE: secret,
      TERRACE_STORAGE_URL: pathToFileURL(objects).href,
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

/** A database with all tables that no test shares. Disposing removes it. */
export interface SharedDatabase extends AsyncDisposable {
  url: string
}

export async function createSharedDatabase(serverUrl: string): Promise<SharedDatabase> {
  const name = `shared_${randomUUID().replaceAll('-', '')}`
  await administer(serverUrl, `create database ${name} template ${TEMPLATE}`)
  return {
    url: databaseUrl(serverUrl, name),
    [Symbol.asyncDispose]: async () => void (await administer(serverUrl, `drop database ${name} with (force)`)),
  }
}
