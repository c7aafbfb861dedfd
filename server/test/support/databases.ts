// Runs the same tests on SQLite and PostgreSQL, each with a database of its own.
import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, inject } from 'vitest'
import { type Database, type DatabaseConfig, openDatabase } from '../../src/database/index.ts'
import { databaseUrl } from './postgres.ts'
import { administer, takeDatabase } from './reused-databases.ts'

export interface TestDatabase extends Database {
  /** opens the same database again, as another process would */
  readonly config: DatabaseConfig
}

/** Opens a new database with all tables, or without any; it is closed and removed after the test, or after all of them. */
export type OpenTestDatabase = (options?: { empty?: boolean }) => Promise<TestDatabase>

/** A place where a database can be, empty or with all tables. */
interface Place {
  config: DatabaseConfig
  remove(): Promise<void>
}

export interface DatabaseOptions {
  /** the databases live until the last test of the block has ended */
  keep?: boolean
  /** On SQLite alone: the test is not about databases, and other tests run the same queries on both. */
  one?: boolean
}

/**
 * Describes behaviour once and tests it on every supported database. PostgreSQL is skipped where it cannot be started.
 * @example describeOnEveryDatabase('users', (open) => { it('…', async () => { const database = await open() }) })
 */
export function describeOnEveryDatabase(name: string, body: (open: OpenTestDatabase) => void, options: DatabaseOptions = {}): void {
  const ended = options.keep === true ? afterAll : afterEach
  describe(`${name} (SQLite)`, () => body(opener(createFile, ended)))
  if (options.one === true) return
  const serverUrl = inject('postgresUrl')
  describe.skipIf(serverUrl === null)(`${name} (PostgreSQL)`, () => body(opener((empty) => createOnServer(serverUrl ?? '', empty), ended)))
}

/** As `describeOnEveryDatabase`, for behaviour that no SQL decides: on SQLite alone. */
export function describeOnOneDatabase(name: string, body: (open: OpenTestDatabase) => void): void {
  describeOnEveryDatabase(name, body, { one: true })
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
    return { ...database, config: place.config }
  }
}

async function createFile(empty: boolean): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'terrace-database-'))
  const file = join(folder, 'terrace.db')
  if (!empty) copyFileSync(inject('sqliteTemplate'), file)
  return {
    config: { kind: 'sqlite', file },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function createOnServer(serverUrl: string, empty: boolean): Promise<Place> {
  const prefix = inject('databasePrefix')
  if (!empty) {
    const { url, release } = await takeDatabase(serverUrl, prefix)
    return { config: { kind: 'postgres', url }, remove: release }
  }
  const name = `${prefix}${randomUUID().replaceAll('-', '')}`
  await administer(serverUrl, `create database ${name} template template0 strategy file_copy`)
  return {
    config: { kind: 'postgres', url: databaseUrl(serverUrl, name) },
    remove: async () => void (await administer(serverUrl, `drop database ${name} with (force)`)),
  }
}
