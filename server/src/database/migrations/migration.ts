// Defines a migration and what it may use.

/** The database that a migration changes. */
export interface MigrationTarget {
  readonly kind: 'sqlite' | 'postgres'
  /** Runs one statement. */
  run(statement: string): Promise<void>
}

export interface Migration {
  /** `0001-initial`: number and purpose; recorded in the database, so never renamed */
  readonly name: string
  up(target: MigrationTarget): Promise<void>
}

/** The keywords in which the two databases differ. */
export interface Dialect {
  /** Text that compares byte by byte. SQLite always does; PostgreSQL would use the server's locale. */
  text: string
  /** 64-bit integers, for times and sizes. */
  integer: string
  /** Ends a `create table`, so that SQLite checks types as PostgreSQL does. */
  strict: string
}

export function dialectOf({ kind }: Pick<MigrationTarget, 'kind'>): Dialect {
  return kind === 'sqlite'
    ? { text: 'text', integer: 'integer', strict: ' strict' }
    : { text: 'text collate "C"', integer: 'bigint', strict: '' }
}
