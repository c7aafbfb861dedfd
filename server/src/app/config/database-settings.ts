// Settings of the database: where it is, how to get in, and how long to wait for it.
import { resolve } from 'node:path'
import { tlsOf } from '../../database/postgres/tls.ts'
import type { Attempt } from './attempt.ts'
import type { SettingName } from './environment.ts'
import { parseWhole } from './values.ts'

const SECOND = 1000
const MAX_SECONDS = 3600
/** With a single one, work that needs a second one in the middle would wait for itself. */
const MIN_POOL_SIZE = 2
const MAX_POOL_SIZE = 1000
const START_SECONDS = 60

/** Together, a request waits for less than ten seconds. */
const DEFAULTS = { poolSize: 10, poolMs: 3000, lockMs: 3000, statementMs: 6000 }

/** What opens the database, as `database/` has it. */
export type DatabaseSettings =
  | { kind: 'sqlite'; file: string }
  | { kind: 'postgres'; url: string; passwordFile: string | undefined; caFile: string | undefined; limits: typeof DEFAULTS }

/** @param sqliteFile where the database is when no other is named */
export function readDatabase(attempt: Attempt, sqliteFile: string, problems: string[]): DatabaseSettings {
  const url = attempt('TERRACE_DATABASE_URL', parseUrl, undefined)
  const file = (name: SettingName) => attempt<string | undefined>(name, resolve, undefined)
  const files = { passwordFile: file('TERRACE_DATABASE_PASSWORD_FILE'), caFile: file('TERRACE_DATABASE_CA_FILE') }
  const milliseconds = (name: SettingName, fallback: number, min: number) =>
    attempt(name, (text) => parseWhole(text, min, MAX_SECONDS) * SECOND, fallback)
  const limits = {
    poolSize: attempt('TERRACE_DATABASE_POOL_SIZE', (text) => parseWhole(text, MIN_POOL_SIZE, MAX_POOL_SIZE), DEFAULTS.poolSize),
    poolMs: milliseconds('TERRACE_DATABASE_POOL_TIMEOUT', DEFAULTS.poolMs, 1),
    lockMs: milliseconds('TERRACE_DATABASE_LOCK_TIMEOUT', DEFAULTS.lockMs, 0),
    statementMs: milliseconds('TERRACE_DATABASE_STATEMENT_TIMEOUT', DEFAULTS.statementMs, 0),
  }
  problems.push(...contradictions(url, files))
  return url === undefined ? { kind: 'sqlite', file: sqliteFile } : { kind: 'postgres', url, ...files, limits }
}

/** @returns milliseconds */
export function readStartTimeout(attempt: Attempt): number {
  return attempt('TERRACE_DATABASE_START_TIMEOUT', (text) => parseWhole(text, 0, MAX_SECONDS), START_SECONDS) * SECOND
}

function contradictions(
  url: string | undefined,
  { passwordFile, caFile }: { passwordFile: string | undefined; caFile: string | undefined },
) {
  if (url === undefined) {
    const files = { TERRACE_DATABASE_PASSWORD_FILE: passwordFile, TERRACE_DATABASE_CA_FILE: caFile }
    return Object.entries(files).flatMap(([name, file]) =>
      file === undefined ? [] : [`${name} is for PostgreSQL: set TERRACE_DATABASE_URL too, or leave it unset`],
    )
  }
  const found: string[] = []
  if (passwordFile !== undefined && new URL(url).password !== '') {
    found.push('TERRACE_DATABASE_PASSWORD_FILE: TERRACE_DATABASE_URL has a password as well; set one of them')
  }
  const { encryption } = tlsOf(url)
  if (caFile !== undefined && (encryption === 'none' || encryption === 'unverified')) {
    found.push('TERRACE_DATABASE_CA_FILE: TERRACE_DATABASE_URL asks for connections that verify nothing; remove sslmode from it')
  }
  return found
}

function parseUrl(text: string): string {
  if (!/^postgres(ql)?:\/\//.test(text)) throw new Error('must begin with postgres:// (leave it unset for SQLite)')
  if (!URL.canParse(text) || !isEscaped(new URL(text))) {
    throw new Error('is not a URL; percent-encode special characters of the password, or use TERRACE_DATABASE_PASSWORD_FILE')
  }
  tlsOf(text)
  return text
}

/** A `#`, `/` or `?` in a password ends the part of the URL that has the password; the rest then has the `@` of the host. */
function isEscaped({ username, password, pathname, search, hash }: URL): boolean {
  if (hash !== '' || pathname.includes('@') || /^\?[^=]*@/.test(search)) return false
  try {
    decodeURIComponent(`${username}${password}${pathname}`)
    return true
  } catch {
    return false
  }
}
