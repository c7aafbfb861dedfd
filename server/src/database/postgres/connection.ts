// Where a PostgreSQL server is, how it proves to be the right one, and with which password.
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { ClientConfig } from 'pg'
import { TLS_PARAMETERS, tlsOf } from './tls.ts'

export interface PostgresServer {
  /** as libpq takes it, `postgres://user:password@host:5432/name` */
  url: string
  /** authorities (PEM) to trust instead of the system's; with them, connections are encrypted and verified */
  caFile?: string | undefined
  /** its first line is the password; read again for every connection, so that it can be replaced */
  passwordFile?: string | undefined
}

/** @throws Error when the URL contradicts itself, or a file cannot be read */
export function clientConfigOf({ url, caFile, passwordFile }: PostgresServer): ClientConfig {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const others = [...searchParams].filter(([name]) => !TLS_PARAMETERS.includes(name))
  const ssl = sslOf(url, caFile)
  return {
    host: decodeURIComponent(hostname).replace(/^\[(.+)\]$/, '$1'),
    ...(port === '' ? {} : { port: Number(port) }),
    user: decodeURIComponent(username),
    password: passwordFile === undefined ? decodeURIComponent(password) : () => passwordIn(passwordFile),
    database: decodeURIComponent(pathname.slice(1)),
    ...Object.fromEntries(others),
    ...(ssl === undefined ? {} : { ssl }),
  }
}

/** @returns undefined when nobody says anything: the variable PGSSLMODE then decides */
function sslOf(url: string, caFile: string | undefined): ClientConfig['ssl'] {
  const { encryption, minVersion, files } = tlsOf(url)
  const options = [...files, ...(caFile === undefined ? [] : [['ca', caFile] as const])]
  if (encryption === 'none') return false
  if (encryption === undefined && minVersion === undefined && options.length === 0) return undefined
  return {
    ...Object.fromEntries(options.map(([option, file]) => [option, readFileSync(file, 'utf8')])),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(encryption === 'unverified' ? { rejectUnauthorized: false } : {}),
  }
}

async function passwordIn(file: string): Promise<string> {
  const [first = ''] = (await readFile(file, 'utf8')).split(/\r?\n/)
  return first
}
