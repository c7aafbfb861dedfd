// Rules that import rules cannot express: changes go through their units of work.
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

it('only ModuleGrowth adds versions, so that no way in forgets the quota', () => {
  const files = globSync('**/*.ts', { cwd: SOURCES }).filter((file) => !file.endsWith('.test.ts') && !file.endsWith('version-rows.ts'))
  const adding = files.filter((file) => /\binsertVersions\b/.test(readFileSync(join(SOURCES, file), 'utf8')))
  expect(adding).toEqual(['registry-modules/changes/module-growth.ts'])
})

it('only the units of work write to the audit trail, so that no record outlives a change that failed', () => {
  const files = globSync('**/*.ts', { cwd: SOURCES }).filter((file) => !file.endsWith('.test.ts') && file !== 'audit-trail/audit-trail.ts')
  const writing = files.filter((file) => /\btrail\.(record|write)\(/.test(readFileSync(join(SOURCES, file), 'utf8')))
  expect(writing.toSorted()).toEqual(['audit-trail/audited-changes.ts', 'registry-modules/changes/module-changes.ts'])
})
