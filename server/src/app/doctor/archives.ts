// What the doctor says of archives: whether the storage is the database's, what is known to be wrong, and with --verify all there is.
import { join } from 'node:path'
import { ArchiveIntegrity, createFileStore } from '../../archivist/index.ts'
import type { Database } from '../../database/index.ts'
import { systemClock } from '../../kernel/index.ts'
import { createLogger } from '../../platform/observability/index.ts'
import { ArchiveRecordRows } from '../../registry-modules/index.ts'
import { foreignStorage, storageState } from '../archive-storage/storage-mark.ts'
import type { Config } from '../config/index.ts'
import { withExistingDatabase } from '../data-directory/existing-database.ts'
import type { Finding } from './finding.ts'

const MAX_NAMED = 20
const PAGE = 500

/** What servers have found out so far. Reads no archive. */
export async function examineArchives(config: Config): Promise<Finding> {
  return (await withExistingDatabase(config, (database) => knownProblems(config, database))) ?? NONE
}

/** Reads and hashes every archive, and puts on record what it finds: no server gives out what is damaged. */
export async function* verifyArchives(config: Config): AsyncGenerator<Finding> {
  const findings = (await withExistingDatabase(config, (database) => verifyAll(config, database))) ?? [NONE]
  yield* findings
}

const NONE: Finding = { outcome: 'ok', finding: 'not looked at, because there is no database that is up to date' }

async function knownProblems(config: Config, database: Database): Promise<Finding> {
  if ((await storageState({ config, database })) === 'foreign') return { outcome: 'failed', finding: foreignStorage(config) }
  const troubled = await new ArchiveRecordRows(database.queries).troubledVersions(MAX_NAMED + 1)
  if (troubled.length === 0) return { outcome: 'ok', finding: 'none is known to be damaged; --verify reads all of them' }
  const names = troubled.slice(0, MAX_NAMED).map(({ name, problem }) => `${name} (${problem})`)
  const more = troubled.length > MAX_NAMED ? ', and more' : ''
  return { outcome: 'failed', finding: `restore from a backup: ${names.join(', ')}${more}` }
}

async function verifyAll(config: Config, database: Database): Promise<Finding[]> {
  // Whoever forgot a setting must not have every archive called missing.
  if ((await storageState({ config, database })) === 'foreign') return [{ outcome: 'failed', finding: foreignStorage(config) }]
  const records = new ArchiveRecordRows(database.queries)
  const { directory } = config.storage
  const store = createFileStore(directory)
  const integrity = new ArchiveIntegrity({ store, records, clock: systemClock, logger: createLogger('silent'), cacheBytes: 0 })
  const findings: Finding[] = []
  let [archives, after] = [0, '']
  for (;;) {
    const page = await records.page(after, PAGE)
    for (const record of page) {
      const problem = await integrity.check(record)
      if (problem === null) continue
      const names = await records.versionsWith(record.key)
      findings.push({
        outcome: 'failed',
        finding: `${names.join(', ')}: ${join(directory, record.key)} is ${problem}; restore it from a backup`,
      })
    }
    archives += page.length
    after = page.at(-1)?.key ?? ''
    if (page.length < PAGE) break
  }
  return findings.length > 0 ? findings : [{ outcome: 'ok', finding: `all ${archives} are what was published` }]
}
