// What a migration is and what it may use.

/** The database a migration works on. */
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

/** The words in which the two databases differ. */
export interface Dialect {
  /** Text that compares byte by byte, as SQLite always does; PostgreSQL would follow the language of the server. */
  text: string
  /** 64 bits, for times and sizes. */
  integer: string
  /** Ends a `create table`: SQLite then checks types as PostgreSQL does. */
  strict: string
}

export function dialectOf({ kind }: Pick<MigrationTarget, 'kind'>): Dialect {
  return kind === 'sqlite'
    ? { text: 'text', integer: 'integer', strict: ' strict' }
    : { text: 'text collate "C"', integer: 'bigint', strict: '' }
}
