// docs/OPERATIONS.md and the samples in deploy/ speak of settings and files that exist.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { SETTINGS } from '../../src/app/config/index.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const DOCUMENT = 'docs/OPERATIONS.md'
/** by the operator, beside the compose file */
const MADE = 'deploy/secrets'
const FILES = [DOCUMENT, ...globSync('deploy/*', { cwd: ROOT, exclude: [MADE] })]
const names = new Set<string>(SETTINGS.map(({ name }) => name))
const document = readFileSync(ROOT + DOCUMENT, 'utf8')

test.each(FILES)('%s names only settings that exist', (path) => {
  const mentioned = [...readFileSync(ROOT + path, 'utf8').matchAll(/TERRACE_[A-Z0-9_]*[A-Z0-9]/g)].map(([name]) => name)
  expect(mentioned.filter((name) => !names.has(name))).toEqual([])
})

test('every sample that the document installs exists, and it mentions every sample', () => {
  const installed = [...document.matchAll(/\bdeploy\/[\w.-]*\w/g)].map(([path]) => path)
  expect(installed.filter((path) => path !== MADE && !existsSync(ROOT + path))).toEqual([])
  expect(FILES.filter((path) => path !== DOCUMENT && !installed.includes(path))).toEqual([])
})
