// What a database error means, whichever database it came from.
import { Conflict, NotFound } from '../../kernel/index.ts'

/** https://sqlite.org/rescode.html: SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY */
const SQLITE_UNIQUE = new Set<unknown>([2067, 1555])
/** SQLITE_CONSTRAINT_FOREIGNKEY */
const SQLITE_FOREIGN_KEY = 787
/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const POSTGRES_UNIQUE = '23505'
const POSTGRES_FOREIGN_KEY = '23503'
const POSTGRES_DEADLOCK = '40P01'

/** PostgreSQL ended the transaction, because it and another one waited for each other. */
export class Deadlock extends Conflict {
  constructor(cause: unknown) {
    super('It was modified concurrently; read it again and retry', { cause })
  }
}

/** Whether a row with the same unique values exists already. What that means, only the caller knows; see `uniquely`. */
export function isUniqueViolation(error: unknown): boolean {
  const { code, errcode } = codes(error)
  return code === POSTGRES_UNIQUE || SQLITE_UNIQUE.has(errcode)
}

/**
 * Gives a failed statement the error of the domain that it means for everybody.
 * @throws NotFound when a row it points to is gone; Deadlock
 */
export async function translatingErrors<Result>(statement: Promise<Result>): Promise<Result> {
  try {
    return await statement
  } catch (error) {
    const { code, errcode } = codes(error)
    // Rows are only ever written with references that were read a moment before, and every deletion cascades.
    if (code === POSTGRES_FOREIGN_KEY || errcode === SQLITE_FOREIGN_KEY) {
      throw new NotFound('The resource it belongs to was deleted in the meantime', { cause: error })
    }
    if (code === POSTGRES_DEADLOCK) throw new Deadlock(error)
    throw error
  }
}

function codes(error: unknown): { code?: unknown; errcode?: unknown } {
  return typeof error === 'object' && error !== null ? error : {}
}
