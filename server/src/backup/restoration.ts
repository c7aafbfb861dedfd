// Puts a backup back into an empty place: archives first, then all rows in one transaction.
import { type ObjectStore, problemOf } from '../archivist/index.ts'
import { type Database, migrateAs, type Queries, tablesAfter } from '../database/index.ts'
import { DomainError, Malformed, Unavailable } from '../kernel/index.ts'
import type { SecretKey } from './ports.ts'
import { type Say, tenths } from './progress.ts'
import { countRows, deferringReferences, insertRows } from './table-rows.ts'
import type { VerifiedBackup } from './verified-backup.ts'

export interface RestorationParts {
  database: Database
  store: Pick<ObjectStore, 'putStream' | 'read'>
  secretKey: SecretKey
  /** for people: where archives are stored */
  storageName: string
  say: Say
}

/** Nothing was restored; the message says what to remove before the next attempt. */
class RestoreFailed extends DomainError {
  override readonly name = 'RestoreFailed'
}

export class Restoration {
  readonly #parts: RestorationParts

  constructor(parts: RestorationParts) {
    this.#parts = parts
  }

  /** The database is committed last, when everything is there. @throws DomainError with the reason and what to remove */
  async run(backup: VerifiedBackup): Promise<void> {
    this.#parts.secretKey.requireMatch(backup.manifest.secretKeyCheck, backup.file)
    try {
      await this.#storeArchives(backup)
      await this.#parts.database.unhurried((queries) => queries.transaction().execute((tx) => this.#fill(tx, backup)))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const remedy = `Before you try again, remove the archives in ${this.#parts.storageName}; the database has no tables, as before.`
      throw new RestoreFailed(`Nothing was restored: ${reason}\n${remedy}`, { cause: error })
    }
  }

  async #storeArchives({ archives, archive }: VerifiedBackup): Promise<void> {
    const { store, say } = this.#parts
    const done = tenths(say, `archives (${archives.length})`, archives.length)
    for (const [index, key] of archives.entries()) {
      await store.putStream(key, archive(key))
      const problem = await problemOf(store, key)
      if (problem !== null) throw new Unavailable(`the archive ${key} is ${problem} right after it was stored`)
      done(index + 1)
    }
  }

  async #fill(tx: Queries, backup: VerifiedBackup): Promise<void> {
    const { database, secretKey, say } = this.#parts
    const { manifest, contents } = backup
    const connection = { kind: database.kind, queries: tx }
    const tables = await tablesAfter(manifest.migrations)
    await migrateAs(connection, manifest.migrations)
    await deferringReferences(connection, tables, async () => {
      for (const { name } of tables) {
        for await (const rows of backup.rows(name)) await insertRows(tx, name, rows)
        say(`database: ${name}, rows: ${contents.rows[name] ?? 0}`)
      }
    })
    const stored: Record<string, number> = {}
    for (const { name } of tables) stored[name] = await countRows(tx, name)
    for (const [name, count] of Object.entries(contents.rows))
      if (stored[name] !== count) throw new Malformed(`the table ${name} has ${stored[name] ?? 'no'} rows in place of ${count}`)
    secretKey.requireMatch(await secretKey.checkValue(tx), backup.file)
  }
}
