// An installation with a row in every table and archives of every kind.
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Kysely } from 'kysely'
import { expect } from 'vitest'
import { failedKey, moduleKey, uploadKey } from '../../src/archivist/index.ts'
import { inChunks, openDatabase, type Queries, type Schema } from '../../src/database/index.ts'
import { id, rows } from '../support/schema-rows.ts'
import { bringNewKey, type Place } from './places.ts'

export interface Filled {
  /** of the user `ada` */
  token: string
  /** bytes by key: of a version, of the trash, and of an upload whose import failed, with the files kept of it */
  archives: Record<'published' | 'trashed' | 'failed' | 'uploaded', { key: string; bytes: Buffer }>
}

/** Names the version as people do. */
export const PUBLISHED = 'Acme/vpc/aws 1.0.0'

const LONG_DOCUMENTS = 250
const TEXT = 'quote " backslash \\ line\nbreak\u2028 snowman ☃ 💩 '

/** @param large with more rows than one chunk of a backup holds */
export async function fillPlace(place: Place, { large = false } = {}): Promise<Filled> {
  bringNewKey(place)
  await succeed(place, 'admin', 'create-user', '--username', 'ada', '--email', 'ada@example.com')
  const token = (await succeed(place, 'admin', 'create-token', '--username', 'ada')).trim()
  const published = store(place, (bytes) => moduleKey(sha256(bytes)))
  const trashed = store(place, (bytes) => moduleKey(sha256(bytes)))
  const failed = store(place, (bytes) => failedKey(sha256(bytes)))
  const uploaded = store(place, () => uploadKey('modver-2'))
  const database = await openDatabase(place.database)
  try {
    await insertRows(database.queries, { published, trashed, failed, uploaded })
    if (large) await insertDocuments(database.queries)
  } finally {
    await database.close()
  }
  return { token, archives: { published, trashed, failed, uploaded } }
}

async function succeed(place: Place, ...args: string[]): Promise<string> {
  const outcome = await place.run(...args)
  expect([args, outcome.code, outcome.stderr]).toEqual([args, 0, expect.anything()])
  return outcome.stdout
}

function store({ objects }: Place, keyOf: (bytes: Buffer) => string): { key: string; bytes: Buffer } {
  const bytes = randomBytes(300_000)
  const key = keyOf(bytes)
  mkdirSync(dirname(join(objects, key)), { recursive: true })
  writeFileSync(join(objects, key), bytes)
  return { key, bytes }
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function insertRows(queries: Queries, { published, trashed, failed, uploaded }: Filled['archives']): Promise<void> {
  const { secret_key_checks: _recorded, first_users: _first, ...others } = rows
  const untyped = queries as unknown as Kysely<Record<string, Record<string, unknown>>>
  const special: Partial<Record<keyof Schema, Record<string, unknown>>> = {
    registry_module_versions: {
      archive_key: published.key,
      archive_sha256: sha256(published.bytes),
      archive_size: published.bytes.length,
      archive_problem: null,
      archive_fingerprint: null,
      failed_archive_key: null,
      failed_archive_size: null,
    },
    deleted_module_archives: {
      archive_key: trashed.key,
      archive_size: trashed.bytes.length,
      archive_problem: null,
      archive_fingerprint: null,
    },
    users: { username: TEXT },
  }
  for (const [table, row] of Object.entries(others))
    await untyped
      .insertInto(table)
      .values({ ...row, ...special[table as keyof Schema] })
      .execute()
  // Organizations and pools refer to each other.
  await queries
    .updateTable('organizations')
    .set({ default_agent_pool_id: id('apool-1') })
    .execute()
  const unpublished = { ...rows.registry_module_versions, id: id('modver-2'), version: '2.0.0', status: 'reg_ingress_failed' as const }
  const nothing = { archive_key: null, archive_sha256: null, archive_size: null, inspection_key: null, archive_problem: null }
  const kept = { failed_archive_key: failed.key, failed_archive_size: failed.bytes.length }
  await queries
    .insertInto('registry_module_versions')
    .values({ ...unpublished, ...nothing, ...kept, upload_sha256: sha256(uploaded.bytes) })
    .execute()
}

async function insertDocuments(queries: Queries): Promise<void> {
  const documents = Array.from({ length: LONG_DOCUMENTS }, (_unused, number) => ({
    key: `long-${number}`,
    document: JSON.stringify({ readme: `${number} ${TEXT}`.repeat(800) }),
    format: 0,
    tried_at: 0,
    created_at: number,
  }))
  await inChunks(documents, (some) => queries.insertInto('module_inspections').values(some).execute())
}
