import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeCertificates } from '../../../test/support/test-certificates.ts'
import { readConfig } from './config.ts'
import type { Environment } from './environment.ts'
import { readSecrets } from './secrets.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-test-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const read = (environment: Environment) => readSecrets(readConfig({ TERRACE_DATA_DIR: join(directory, 'data'), ...environment }))

function write(name: string, content: string): string {
  writeFileSync(join(directory, name), content)
  return join(directory, name)
}

test('the first start makes a secret key that only its owner can read, and later starts use it', () => {
  const { secretKey } = read({})
  const file = join(directory, 'data', 'secret.key')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
  expect(read({}).secretKey).toEqual(secretKey)
})

test('two installations do not get the same secret key', () => {
  expect(read({}).secretKey).not.toEqual(read({ TERRACE_DATA_DIR: join(directory, 'other') }).secretKey)
})

test('a secret key file that was named is never made, and has to be long enough', () => {
  const missing = join(directory, 'missing.key')
  expect(() => read({ TERRACE_SECRET_KEY_FILE: missing })).toThrow(`TERRACE_SECRET_KEY_FILE: ${missing} does not exist`)
  expect(() => read({ TERRACE_SECRET_KEY_FILE: write('short', 'too short\n') })).toThrow('fewer than 32 characters')
  expect(read({ TERRACE_SECRET_KEY_FILE: write('good', `${'k'.repeat(32)}\n`) }).secretKey.toString()).toBe('k'.repeat(32))
})

test('keys of before follow the current one, a line each', () => {
  const file = write('rotated', `${'n'.repeat(40)}\n\n${'k'.repeat(32)}\n`)
  const { secretKey, formerSecretKeys } = read({ TERRACE_SECRET_KEY_FILE: file })
  expect([secretKey, ...formerSecretKeys].map(String)).toEqual(['n'.repeat(40), 'k'.repeat(32)])
  expect(() => read({ TERRACE_SECRET_KEY_FILE: write('half', `${'n'.repeat(40)}\nshort\n`) })).toThrow('fewer than 32 characters as key 2')
})

test('certificate and key are read, and have to belong together', async () => {
  const [one, other] = await Promise.all([makeCertificates(join(directory, 'one')), makeCertificates(join(directory, 'other'))])
  const { tls } = read({ TERRACE_TLS_CERT_FILE: one.certFile, TERRACE_TLS_KEY_FILE: one.keyFile })
  expect(tls?.cert.toString()).toContain('BEGIN CERTIFICATE')
  const mixed = { TERRACE_TLS_CERT_FILE: one.certFile, TERRACE_TLS_KEY_FILE: other.keyFile }
  expect(() => read(mixed)).toThrow('TERRACE_TLS_CERT_FILE and TERRACE_TLS_KEY_FILE are not a certificate (PEM) and its key')
  expect(() => read({ ...mixed, TERRACE_TLS_KEY_FILE: '/nonexistent' })).toThrow('TERRACE_TLS_KEY_FILE: cannot read /nonexistent')
})
