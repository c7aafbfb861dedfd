// Runs the same tests on SQLite and on PostgreSQL, each with a database of its own.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, describe, inject } from 'vitest'
import { type Database, type DatabaseConfig, migrateToLatest, openDatabase } from '../../src/database/index.ts'
import { databaseUrl, TEMPLATE } from './postgres.ts'

export interface TestDatabase extends Database {
  /** to open the same database again, as another process would */
  readonly config: DatabaseConfig
}

/** Opens a new database with all tables, or without any; it is closed and removed after the test, or after all of them. */
export type OpenTestDatabase = (options?: { empty?: boolean }) => Promise<TestDatabase>

/** A place where a database can be, empty or with all tables. */
interface Place {
  config: DatabaseConfig
  remove(): Promise<void>
}

/**
 * Describes behaviour once and tests it on every supported database. PostgreSQL is skipped where it cannot be started.
 * @param options `keep`: the databases live until the last test of the block has ended
 * @example describeOnEveryDatabase('users', (open) => { it('…', async () => { const database = await open() }) })
 */
export function describeOnEveryDatabase(name: string, body: (open: OpenTestDatabase) => void, options: { keep?: boolean } = {}): void {
  const ended = options.keep === true ? afterAll : afterEach
  describe(`${name} (SQLite)`, () => body(opener(createFile, ended)))
  const serverUrl = inject('postgresUrl')
  describe.skipIf(serverUrl === null)(`${name} (PostgreSQL)`, () => body(opener((empty) => createOnServer(serverUrl ?? '', empty), ended)))
}

/** As `describeOnEveryDatabase`, for behaviour that no SQL decides: on SQLite alone. */
export function describeOnOneDatabase(name: string, body: (open: OpenTestDatabase) => void): void {
  describe(name, () => body(opener(createFile, afterEach)))
}

function opener(create: (empty: boolean) => Promise<Place>, ended: typeof afterEach | typeof afterAll): OpenTestDatabase {
  const undo: (() => Promise<void>)[] = []
  ended(async () => {
    for (const step of undo.splice(0).toReversed()) await step()
  })
  return async ({ empty = false } = {}) => {
    const place = await create(empty)
    undo.push(() => place.remove())
    const database = await openDatabase(place.config)
    undo.push(() => database.close())
    if (!empty) await migrateToLatest(database)
    return { ...database, config: place.config }
  }
}

async function createFile(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'terrace-database-'))
  return {
    config: { kind: 'sqlite', file: join(folder, 'terrace.db') },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function createOnServer(serverUrl: string, empty: boolean): Promise<Place> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(serverUrl, `create database ${name} template ${empty ? 'template0' : TEMPLATE}`)
  return {
    config: { kind: 'postgres', url: databaseUrl(serverUrl, name) },
    remove: () => administer(serverUrl, `drop database ${name} with (force)`),
  }
}

async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
