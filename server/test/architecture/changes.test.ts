// A rule that import rules cannot express: transactions of the identity domains go through their units of work.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const SOURCES = join(import.meta.dirname, '../../src')
const DOMAINS = ['accounts', 'audit-trail', 'authentication-tokens', 'login', 'organizations', 'placeholders']
const UNITS = ['audit-trail/audited-changes.ts']

it('only AuditedChanges opens transactions, so that no change lacks its audit record', () => {
  const files = DOMAINS.flatMap((domain) => globSync(`${domain}/**/*.ts`, { cwd: SOURCES })).filter((file) => !file.endsWith('.test.ts'))
  expect(files.length).toBeGreaterThan(50)
  const opening = files.filter((file) => /\.transaction\(/.test(readFileSync(join(SOURCES, file), 'utf8')))
  expect(opening).toEqual(UNITS)
})
