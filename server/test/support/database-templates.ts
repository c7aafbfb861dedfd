// Creates one template database of each kind per test run, with all tables. Every test copies it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type DatabaseConfig, migrateToLatest, openDatabase } from '../../src/database/index.ts'
import { databaseUrl, startPostgres } from './postgres.ts'
import { administer, REMEMBER_ROWS, TEMPLATE } from './reused-databases.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** of the server's database `postgres`; null when no server could be started */
    postgresUrl: string | null
    /** of the names of all databases that this run makes */
    databasePrefix: string
    /** the file with all tables that SQLite databases are copied from */
    sqliteTemplate: string
  }
}

/** Another run may use the same server at the same time. */
const PREFIX = `test_${process.pid}_`

/** The hook of vitest's `globalSetup`. @returns a function that stops everything */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'terrace-template-'))
  const file = join(folder, 'terrace.db')
  await createTables({ kind: 'sqlite', file })
  project.provide('sqliteTemplate', file)
  project.provide('databasePrefix', PREFIX)
  const server = await postgresWithTemplate()
  project.provide('postgresUrl', server?.url ?? null)
  return async () => {
    rmSync(folder, { recursive: true, force: true })
    if (server !== undefined) await removeDatabases(server.url)
    await server?.stop()
  }
}

/** Those that workers kept for their next test: the server may live longer than this run. */
async function removeDatabases(url: string): Promise<void> {
  const { rows } = await administer(url, `select datname from pg_database where datname like '${PREFIX.replaceAll('_', '\\_')}%'`)
  for (const { datname } of rows) await administer(url, `drop database ${String(datname)} with (force)`)
}

async function postgresWithTemplate() {
  try {
    const server = await startPostgres()
    await createTemplate(server.url).catch(async (error: unknown) => {
      await server.stop()
      throw error
    })
    return server
  } catch (error) {
    if (process.env['CI'] === 'true') throw error
    process.stderr.write(`Tests on PostgreSQL are skipped, because no server could be started: ${String(error)}\n`)
    return undefined
  }
}

async function createTemplate(url: string): Promise<void> {
  await administer(url, `drop database if exists ${TEMPLATE}`)
  await administer(url, `create database ${TEMPLATE}`)
  const template = databaseUrl(url, TEMPLATE)
  await createTables({ kind: 'postgres', url: template })
  await administer(template, REMEMBER_ROWS)
}

async function createTables(config: DatabaseConfig): Promise<void> {
  const database = await openDatabase(config)
  try {
    await migrateToLatest(database)
  } finally {
    await database.close()
  }
}
