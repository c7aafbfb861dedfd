// The SQLite file as it is at one moment, on a connection of its own. The write-ahead log lets others write meanwhile.
import type { Dialect } from 'kysely'
import { createSqliteDialect } from './dialect.ts'
import { openHandle } from './statements.ts'
import { createTurns } from './turn.ts'
import type { Writer } from './writer.ts'

const refuse = async (): Promise<never> => {
  throw new Error('a snapshot can only be read')
}
const NO_WRITER: Writer = { statement: refuse, commit: refuse, rollback: refuse, close: async () => undefined }

export function createSnapshotDialect(file: string): Dialect {
  const reader = openHandle(file, { readOnly: true })
  try {
    reader.run('begin', [])
    // The first statement that reads decides on the moment.
    reader.run('select count(*) from sqlite_schema', [])
  } catch (error) {
    reader.close()
    throw error
  }
  return createSqliteDialect({ reader, writer: NO_WRITER, turns: createTurns() })
}
