// Creates one template database of each kind per test run, with all tables. Every test copies it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { type DatabaseConfig, migrateToLatest, openDatabase } from '../../src/database/index.ts'
import { databaseUrl, startPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** of the server's database `postgres`; null when no server could be started */
    postgresUrl: string | null
    /** the file with all tables that SQLite databases are copied from */
    sqliteTemplate: string
  }
}

/** The database on the PostgreSQL server that has all tables. */
export const TEMPLATE = 'terrace_test_template'

/** The hook of vitest's `globalSetup`. @returns a function that stops everything */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'terrace-template-'))
  const file = join(folder, 'terrace.db')
  await createTables({ kind: 'sqlite', file })
  project.provide('sqliteTemplate', file)
  const server = await postgresWithTemplate()
  project.provide('postgresUrl', server?.url ?? null)
  return async () => {
    rmSync(folder, { recursive: true, force: true })
    await server?.stop()
  }
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
  const admin = new Client({ connectionString: url })
  await admin.connect()
  await admin.query(`drop database if exists ${TEMPLATE}`)
  await admin.query(`create database ${TEMPLATE}`)
  await admin.end()
  await createTables({ kind: 'postgres', url: databaseUrl(url, TEMPLATE) })
}

async function createTables(config: DatabaseConfig): Promise<void> {
  const database = await openDatabase(config)
  try {
    await migrateToLatest(database)
  } finally {
    await database.close()
  }
}
