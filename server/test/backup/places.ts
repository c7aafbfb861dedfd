// Places where an installation can be, for the commands of the program.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DatabaseConfig, openDatabase, type Schema } from '../../src/database/index.ts'
import { type Outcome, runCommand } from '../support/command-line.ts'
import { cleanEnvironment } from '../support/running-server.ts'
import { rows } from '../support/schema-rows.ts'
import { createSharedDatabase } from '../support/shared-installation.ts'

export type Kind = DatabaseConfig['kind']

/** Disposing removes its database; the directory is the test's. */
export interface Place extends AsyncDisposable {
  database: DatabaseConfig
  /** of the archives */
  objects: string
  keyFile: string
  settings: Record<string, string>
  env: NodeJS.ProcessEnv
  run(...args: string[]): Promise<Outcome>
}

/** @param directory does not exist yet @param serverUrl where PostgreSQL databases are made */
export async function emptyPlace(kind: Kind, directory: string, serverUrl: string | null): Promise<Place> {
  mkdirSync(directory)
  const keyFile = join(directory, 'secret.key')
  const shared = kind === 'postgres' ? await createSharedDatabase(serverUrl ?? '', { empty: true }) : undefined
  const settings = {
    TERRACE_DATA_DIR: directory,
    TERRACE_LOG_LEVEL: 'error',
    ...(shared === undefined ? {} : { TERRACE_DATABASE_URL: shared.url, TERRACE_SECRET_KEY_FILE: keyFile }),
  }
  const env = cleanEnvironment(settings)
  return {
    database: shared === undefined ? { kind: 'sqlite', file: join(directory, 'terrace.sqlite') } : { kind: 'postgres', url: shared.url },
    objects: join(directory, 'objects'),
    keyFile,
    settings,
    env,
    run: (...args) => runCommand(args, env),
    [Symbol.asyncDispose]: async () => await shared?.[Symbol.asyncDispose](),
  }
}

/** For a place that has none yet. */
export function bringNewKey(place: Place): void {
  writeFileSync(place.keyFile, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
}

/** As an operator does before `terrace restore`. */
export function bringKey(from: Place, to: Place): void {
  writeFileSync(to.keyFile, readFileSync(from.keyFile), { mode: 0o600 })
}

const TABLES = Object.keys(rows) as (keyof Schema)[]

/** @returns the rows of every table as sorted lines; undefined when there is no database */
export async function everythingIn({ database: config }: Place): Promise<Record<string, string[]> | undefined> {
  if (config.kind === 'sqlite' && !existsSync(config.file)) return undefined
  const database = await openDatabase(config)
  try {
    const found: Record<string, string[]> = {}
    for (const table of TABLES) {
      const all: Record<string, unknown>[] = await database.queries.selectFrom(table).selectAll().execute()
      found[table] = all.map((row) => JSON.stringify(Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1)))).toSorted()
    }
    return found
  } finally {
    await database.close()
  }
}
