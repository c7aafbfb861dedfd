// What a database error means, whichever database it came from.

/** https://sqlite.org/rescode.html: SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY */
const SQLITE_UNIQUE = new Set<unknown>([2067, 1555])
/** SQLITE_CONSTRAINT_FOREIGNKEY */
const SQLITE_FOREIGN_KEY = 787
/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const POSTGRES_UNIQUE = '23505'
const POSTGRES_FOREIGN_KEY = '23503'
const POSTGRES_DEADLOCK = '40P01'

/** Whether a row with the same unique values exists already. */
export function isUniqueViolation(error: unknown): boolean {
  const { code, errcode } = codes(error)
  return code === POSTGRES_UNIQUE || SQLITE_UNIQUE.has(errcode)
}

/** Whether the row points to one that does not exist (any more). */
export function isForeignKeyViolation(error: unknown): boolean {
  const { code, errcode } = codes(error)
  return code === POSTGRES_FOREIGN_KEY || errcode === SQLITE_FOREIGN_KEY
}

/** Whether two transactions waited for each other and this one was given up; the same again is likely to succeed. SQLite has one writer. */
export function isDeadlock(error: unknown): boolean {
  return codes(error).code === POSTGRES_DEADLOCK
}

const MOST_ATTEMPTS = 3

/** @param work one whole transaction, of which nothing is left when it fails */
export async function retryingOnDeadlock<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!isDeadlock(error) || attempt === MOST_ATTEMPTS) throw error
    }
  }
}

function codes(error: unknown): { code?: unknown; errcode?: unknown } {
  return typeof error === 'object' && error !== null ? error : {}
}
