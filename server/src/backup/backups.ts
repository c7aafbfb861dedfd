// Takes a backup while servers and workers go on: the database as it is at one moment, then the archives that it names.
import { type ObjectStore, problemOf } from '../archivist/index.ts'
import { appliedMigrations, type Database, type Queries, tablesAfter } from '../database/index.ts'
import { type Clock, Conflict } from '../kernel/index.ts'
import { ArchiveRecordRows, ImportedPackages, neededArchives } from '../registry-modules/index.ts'
import { writingNewFile } from './backup-file.ts'
import { type BackupWriter, createBackupWriter } from './backup-writer.ts'
import { chunksOf } from './chunks.ts'
import { archiveName, CONTENTS, chunkName, MANIFEST, SECRET_KEY } from './entries.ts'
import { type Contents, createManifest, type Manifest, type MissingArchive } from './manifest.ts'
import type { SecretKey } from './ports.ts'
import { type Say, tenths } from './progress.ts'
import { readRows } from './table-rows.ts'
import { type VerifiedBackup, verifyBackup } from './verified-backup.ts'

export interface BackupsParts {
  database: Database
  store: Pick<ObjectStore, 'head' | 'read'>
  secretKey: SecretKey
  clock: Clock
  /** version of this program */
  program: string
  say: Say
}

export interface BackupOptions {
  /** the content of the key file, to be put into the backup; default: not */
  secretKey?: Buffer | undefined
}

export type TakenBackup = Pick<VerifiedBackup, 'file' | 'bytes' | 'manifest' | 'contents'>

interface Snapshot {
  rows: Contents['rows']
  /** of the archives that it names */
  keys: string[]
}

export class Backups {
  readonly #parts: BackupsParts

  constructor(parts: BackupsParts) {
    this.#parts = parts
  }

  /**
   * Writes a new file and reads it again. Archives that are damaged or missing are left out and listed in the contents.
   * @throws Conflict when the file exists; StorageFull or Unavailable when it cannot be written
   */
  async take(file: string, { secretKey }: BackupOptions = {}): Promise<TakenBackup> {
    return await writingNewFile(file, async ({ path, handle }) => {
      const writer = createBackupWriter(handle, new Date(this.#parts.clock.now()))
      const { rows, keys } = await this.#parts.database.snapshot((queries) => this.#writeDatabase(writer, queries, secretKey))
      const missing = await this.#writeArchives(writer, keys)
      await writer.add(CONTENTS, json({ rows, archives: keys.length - missing.length, missing } satisfies Contents))
      await writer.finish()
      const backup = await verifyBackup({ path, name: file }, this.#parts.say)
      this.#parts.secretKey.requireMatch(backup.manifest.secretKeyCheck, file)
      return backup
    })
  }

  async #writeDatabase(writer: BackupWriter, queries: Queries, secretKey: Buffer | undefined): Promise<Snapshot> {
    const { database, secretKey: ownKey } = this.#parts
    await ownKey.requireOwn(queries)
    const migrations = await appliedMigrations({ kind: database.kind, queries })
    await writer.add(MANIFEST, json(await this.#manifest(queries, migrations, secretKey !== undefined)))
    if (secretKey !== undefined) await writer.add(SECRET_KEY, secretKey)
    const rows: Contents['rows'] = {}
    for (const table of await tablesAfter(migrations)) {
      const { name } = table
      let [count, number] = [0, 0]
      for await (const chunk of chunksOf(readRows({ kind: database.kind, queries }, table))) {
        await writer.add(chunkName(name, ++number), chunk.bytes)
        count += chunk.rows
      }
      rows[name] = count
      this.#parts.say(`database: ${name}, rows: ${count}`)
    }
    const keys: string[] = []
    for await (const key of neededArchives(queries)) keys.push(key)
    return { rows, keys }
  }

  async #manifest(queries: Queries, migrations: string[], secretKey: boolean): Promise<Manifest> {
    const { database, clock, program, secretKey: ownKey } = this.#parts
    return createManifest({
      program,
      madeAt: new Date(clock.now()).toISOString(),
      database: database.kind,
      migrations,
      secretKeyCheck: await ownKey.checkValue(queries),
      secretKey,
    })
  }

  async #writeArchives(writer: BackupWriter, keys: readonly string[]): Promise<MissingArchive[]> {
    const done = tenths(this.#parts.say, `archives (${keys.length})`, keys.length)
    const missing: MissingArchive[] = []
    for (const [index, key] of keys.entries()) {
      const found = await this.#writeArchive(writer, key)
      if (found !== undefined) missing.push(found)
      done(index + 1)
    }
    return missing
  }

  /** An archive never changes, so that it may be read twice: to be checked, and to be written. */
  async #writeArchive(writer: BackupWriter, key: string): Promise<MissingArchive | undefined> {
    const { store, database } = this.#parts
    const problem = await problemOf(store, key)
    if (problem !== null) {
      // It may have been swept since the snapshot, together with the last row that needed it.
      const { queries } = database
      const needed = await new ImportedPackages({ queries }).referenced([key])
      const versions = await new ArchiveRecordRows(queries).versionsWith(key)
      return { key, problem: needed.has(key) ? problem : 'deleted', versions }
    }
    const [head, content] = [await store.head(key), await store.read(key)]
    if (head === undefined || content === undefined) throw new Conflict(`the archive ${key} was removed while it was read; try again`)
    await writer.addStream(archiveName(key), head.size, content)
    return undefined
  }
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
}
