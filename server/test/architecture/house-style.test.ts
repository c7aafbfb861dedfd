// What docs/STYLE.md says of constructors and of names, where a text alone shows it.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url))
const files = globSync('**/*.ts', { cwd: SOURCES }).filter((path) => !path.endsWith('.test.ts'))

/** @returns what the pattern finds, each with its file */
function findings(pattern: RegExp, paths: readonly string[]): string[] {
  return paths.flatMap((path) => [...readFileSync(join(SOURCES, path), 'utf8').matchAll(pattern)].map(([text]) => `${path}: ${text}`))
}

test('a service keeps its parts as they are', () => {
  const services = files.filter((path) => !path.endsWith('rows.ts') && !/^(platform|database)\//.test(path))
  expect(findings(/this\.#\w+ = parts\.\w+$/gm, services)).toEqual([])
  expect(findings(/this\.#(clock|database|queries|trail|logger) = .*/g, services)).toEqual([])
})

test('a limit is called MAX or MIN', () => {
  expect(findings(/\bconst (?:[A-Z_]*_MOST|(?:MOST|LONGEST|SHORTEST|LARGEST)_[A-Z_]*)\b/g, files)).toEqual([])
})
