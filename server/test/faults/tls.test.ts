// Connections to PostgreSQL that are encrypted, and passwords that are kept in files.
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type DatabaseConfig, openDatabase } from '../../src/database/index.ts'
import { type OwnPostgresServer, startOwnPostgres } from '../support/postgres.ts'
import { makeCertificates, type TestCertificates } from '../support/test-certificates.ts'

type PostgresConfig = Extract<DatabaseConfig, { kind: 'postgres' }>

describe.skipIf(inject('postgresUrl') === null)('PostgreSQL that speaks TLS', () => {
  let directory: string
  let certificates: TestCertificates
  let others: TestCertificates
  let postgres: OwnPostgresServer

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'terrace-tls-'))
    certificates = await makeCertificates(join(directory, 'own'))
    others = await makeCertificates(join(directory, 'others'))
    letPostgresRead(certificates.keyFile)
    postgres = await startOwnPostgres({
      ssl: 'on',
      ssl_cert_file: certificates.certFile,
      ssl_key_file: certificates.keyFile,
      ssl_max_protocol_version: 'TLSv1.2',
    })
  })
  afterAll(async () => {
    await postgres.stop()
    rmSync(directory, { recursive: true })
  })

  /** The directory is made for this user alone, who may be another one than PostgreSQL's. */
  function letPostgresRead(keyFile: string): void {
    chmodSync(directory, 0o755)
    chmodSync(keyFile, 0o600)
    if (process.getuid?.() === 0) chownSync(keyFile, Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' })), 0)
  }

  /** @returns whether the connection is encrypted, or why there is none */
  async function connect(parameters: string, config: Partial<PostgresConfig> = {}): Promise<boolean | string> {
    try {
      const database = await openDatabase({ kind: 'postgres', url: postgres.url + parameters, ...config })
      const { rows } = await sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(database.queries)
      await database.close()
      return rows[0]?.ssl ?? 'nobody knows'
    } catch (error) {
      return String(error instanceof Error ? error.cause : error)
    }
  }

  it('is verified with an authority of its own, and refused with any other', async () => {
    expect(await connect('', { caFile: certificates.caFile })).toBe(true)
    expect(await connect('?sslmode=verify-full', { caFile: certificates.caFile })).toBe(true)
    expect(await connect(`?sslmode=verify-full&sslrootcert=${certificates.caFile}`)).toBe(true)
    expect(await connect('', { caFile: others.caFile })).toMatch(/certificate/)
    expect(await connect('?sslmode=require')).toMatch(/certificate/)
  })

  it('is not verified, or not encrypted, when the URL says so', async () => {
    expect(await connect('?sslmode=no-verify')).toBe(true)
    expect(await connect('?sslmode=disable')).toBe(false)
    expect(await connect('')).toBe(false)
  })

  it('is refused when it speaks only versions that are too old', async () => {
    const config = { caFile: certificates.caFile }
    expect(await connect('?ssl_min_protocol_version=TLSv1.2', config)).toBe(true)
    expect(await connect('?ssl_min_protocol_version=TLSv1.3', config)).toMatch(/protocol version/)
  })

  it('accepts the password that a file has at the moment', async () => {
    const file = join(directory, 'password')
    writeFileSync(file, 'wrong\n')
    const url = new URL(postgres.url)
    url.password = ''
    const open = async () => {
      const database = await openDatabase({ kind: 'postgres', url: url.href, passwordFile: file })
      await database.close()
    }
    await expect(open()).rejects.toMatchObject({ cause: { message: 'password authentication failed for user "postgres"' } })
    writeFileSync(file, 'test\nand a remark\n')
    await open()
  })

  it('is not what a server without TLS is taken for', async () => {
    const plain = openDatabase({ kind: 'postgres', url: inject('postgresUrl') ?? '', caFile: certificates.caFile })
    await expect(plain).rejects.toMatchObject({ cause: { message: 'The server does not support SSL connections' } })
  })
})
