import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import { createFileStore } from '../archivist/index.ts'
import { appliedMigrations, type Database, migrateAs, migrateToLatest, pendingMigrations } from '../database/index.ts'
import { systemClock } from '../kernel/index.ts'
import { Backups, Restoration, verifyBackup } from './index.ts'

const ANY_KEY = { checkValue: async () => null, requireOwn: async () => undefined, requireMatch: () => undefined }
const say = () => undefined

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-backup-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const parts = (database: Database, name: string) => ({ database, store: createFileStore(join(directory, name)), secretKey: ANY_KEY, say })

describeOnEveryDatabase('a backup of an earlier version', (open) => {
  it('is restored as it was, and migrated like any database of that version', async () => {
    const [source, target] = [await open({ empty: true }), await open({ empty: true })]
    const earlier = (await pendingMigrations(source)).slice(0, -1)
    await source.queries.transaction().execute((tx) => migrateAs({ kind: source.kind, queries: tx }, earlier))
    await sql`insert into module_inspections (key, document, created_at) values ('a', '{}', 1)`.execute(source.queries)

    const file = join(directory, 'backup.tar')
    await new Backups({ ...parts(source, 'source'), clock: systemClock, program: '0.0.1' }).take(file)
    const restoration = new Restoration({ ...parts(target, 'target'), storageName: 'target' })
    await restoration.run(await verifyBackup({ path: file }, say))
    expect(await appliedMigrations(target)).toEqual(earlier)
    expect(await migrateToLatest(target)).toHaveLength(1)
    expect(await target.queries.selectFrom('module_inspections').select('key').execute()).toEqual([{ key: 'a' }])
  })

  it('says how far it is', async () => {
    const database = await open()
    const lines: string[] = []
    const backups = new Backups({ ...parts(database, 'source'), clock: systemClock, program: '0.0.1', say: (line) => lines.push(line) })
    await backups.take(join(directory, 'backup.tar'))
    expect(lines).toContain('database: organizations, rows: 0')
    expect(lines.at(-1)).toBe('verified: 100 %')
  })
})
