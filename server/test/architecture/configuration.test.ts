// docs/CONFIGURATION.md and the code have the same settings.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SETTINGS } from '../../src/app/config/index.ts'

const document = readFileSync(new URL('../../../docs/CONFIGURATION.md', import.meta.url), 'utf8')
const names = new Set<string>(SETTINGS.map(({ name }) => name))

test.each(SETTINGS)('$name is documented with its default', ({ name, default: value }) => {
  const section = sectionAbout(name)
  expect(section, `docs/CONFIGURATION.md does not have \`${name}\` in a heading or in the first column of a table`).toBeDefined()
  expect(plain(section ?? '')).toContain(plain(value))
})

test('only settings that exist are documented', () => {
  const mentioned = [...document.matchAll(/TERRACE_[A-Z0-9_]*[A-Z0-9]/g)].map(([name]) => name)
  expect(mentioned.filter((name) => !names.has(name) && !name.startsWith('TERRACE_TEST_'))).toEqual([])
})

/** The table row that starts with the name, or the section whose heading has the name. */
function sectionAbout(name: string): string | undefined {
  const lines = document.split('\n')
  const row = lines.find((line) => line.startsWith('|') && (line.split('|')[1] ?? '').includes(`\`${name}\``))
  if (row !== undefined) return row
  const first = lines.findIndex((line) => line.startsWith('#') && line.includes(`\`${name}\``))
  if (first === -1) return undefined
  const length = lines.slice(first + 1).findIndex((line) => line.startsWith('#'))
  return lines.slice(first, length === -1 ? undefined : first + 1 + length).join('\n')
}

/** Ignores markup and case, so that the document can be written for people. */
function plain(text: string): string {
  return text
    .replace(/[`*_[\]]/g, '')
    .replace(/\s+/g, ' ')
    .toLowerCase()
}
