import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Database, openDatabase } from '../database/index.ts'
import { createReadiness, serveHealth } from './health.ts'

let directory: string
let database: Database
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-test-'))
  database = await openDatabase({ kind: 'sqlite', file: join(directory, 'terrace.sqlite') })
})
afterEach(async () => {
  await database.close()
  rmSync(directory, { recursive: true })
})

async function ask(draining: boolean, storage?: string) {
  const app = fastify()
  serveHealth(app, createReadiness({ database, dataDirectory: directory, storageProblem: async () => storage, draining: () => draining }))
  const [live, ready] = [await app.inject('/livez'), await app.inject('/readyz')]
  await app.close()
  return { live: live.statusCode, ready: ready.statusCode, reason: ready.body }
}

test('a server that works is alive and ready', async () => {
  expect(await ask(false)).toEqual({ live: 200, ready: 200, reason: 'ok\n' })
})

test('a server that shuts down is alive and not ready', async () => {
  expect(await ask(true)).toEqual({ live: 200, ready: 503, reason: 'shutting down\n' })
})

test('a server without its database is alive and not ready', async () => {
  await database.close()
  expect(await ask(false)).toEqual({ live: 200, ready: 503, reason: 'the database does not answer\n' })
})

test('a server whose archives can be neither stored nor served is alive and not ready', async () => {
  expect(await ask(false, 'the storage is gone')).toEqual({ live: 200, ready: 503, reason: 'the storage is gone\n' })
})
