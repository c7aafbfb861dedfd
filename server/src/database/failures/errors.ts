// What a database error means, whichever database it came from.
import { Conflict, NotFound, StorageFull, Unavailable } from '../../kernel/index.ts'

/** https://sqlite.org/rescode.html: SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY */
const SQLITE_UNIQUE = new Set<unknown>([2067, 1555])
/** SQLITE_CONSTRAINT_FOREIGNKEY */
const SQLITE_FOREIGN_KEY = 787
/** By primary result code, which the last eight bits of an extended one are. */
const SQLITE_FULL = 13
const SQLITE_UNAVAILABLE: Readonly<Record<number, string>> = {
  5: 'Another process holds the database',
  6: 'Another process holds the database',
  8: 'The file of the database is read-only',
  10: 'The file of the database cannot be read or written',
  14: 'The file of the database cannot be opened',
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const POSTGRES_UNIQUE = '23505'
const POSTGRES_FOREIGN_KEY = '23503'
const POSTGRES_DEADLOCK = '40P01'
const POSTGRES_FULL = '53100'
const POSTGRES_TIMEOUT = '57014'
/** Codes, or the classes that their first two characters are. */
const POSTGRES_UNAVAILABLE: Readonly<Record<string, string>> = {
  '08': 'The connection to the database was lost',
  '25006': 'The database takes no changes now',
  '25P03': 'The database ended a transaction that took too long',
  '53': 'The database has too few resources',
  '55P03': 'The database is busy: another transaction holds what this one needs',
  '57': 'The database stopped the work',
  '58': 'The database cannot read or write its files',
}

/** PostgreSQL ended the transaction, because it and another one waited for each other. */
export class Deadlock extends Conflict {
  constructor(cause: unknown) {
    super('It was modified concurrently; read it again and retry', { cause })
  }
}

/** PostgreSQL ended a statement that ran for too long: perhaps it is overloaded, perhaps the statement is. */
class StatementTimeout extends Unavailable {}

/** Whether the database was away, which says nothing about the work that needed it. */
export function isOutage(error: unknown): boolean {
  return error instanceof Unavailable && !(error instanceof StorageFull || error instanceof StatementTimeout)
}

/** Whether a row with the same unique values exists already. What that means, only the caller knows; see `uniquely`. */
export function isUniqueViolation(error: unknown): boolean {
  const { code, errcode } = codes(error)
  return code === POSTGRES_UNIQUE || SQLITE_UNIQUE.has(errcode)
}

/**
 * Gives what failed the error of the domain that it means for everybody.
 * @throws NotFound when a row it points to is gone; Deadlock; Unavailable or StorageFull when the fault is the database's
 */
export async function translatingErrors<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw translated(error)
  }
}

function translated(error: unknown): unknown {
  const { code, errcode } = codes(error)
  // Rows are only ever written with references that were read a moment before, and every deletion cascades.
  if (code === POSTGRES_FOREIGN_KEY || errcode === SQLITE_FOREIGN_KEY) {
    return new NotFound('The resource it belongs to was deleted in the meantime', { cause: error })
  }
  if (code === POSTGRES_DEADLOCK) return new Deadlock(error)
  const primary = typeof errcode === 'number' ? errcode & 0xff : undefined
  if (code === POSTGRES_FULL || primary === SQLITE_FULL) {
    return new StorageFull('The database has no space left on its disk', { cause: error })
  }
  if (code === POSTGRES_TIMEOUT) return new StatementTimeout('The database did not answer in time; try again', { cause: error })
  const reason = primary === undefined ? postgresReason(code) : SQLITE_UNAVAILABLE[primary]
  return reason === undefined ? error : new Unavailable(`${reason}; try again`, { cause: error })
}

function postgresReason(code: unknown): string | undefined {
  // Other codes of five characters are Node's, such as EPIPE; connections report those.
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return undefined
  return POSTGRES_UNAVAILABLE[code] ?? POSTGRES_UNAVAILABLE[code.slice(0, 2)]
}

function codes(error: unknown): { code?: unknown; errcode?: unknown } {
  return typeof error === 'object' && error !== null ? error : {}
}
