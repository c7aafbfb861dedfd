// All files and folders that the documents name exist.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...globSync('docs/**/*.md', { cwd: ROOT })]
/** The folders that paths in the documents are relative to. */
const BASES = ['server/src/', '', 'server/', 'docs/']
/** Files that Terrace and its build create, the tree of a module, and the folder of every domain. */
const ELSEWHERE = /^(server\/dist|objects|scratch|data|\.node|modules|examples|http)\//
const SOURCE = /^[\w.-]+\/(.+\/|.*\.(ts|mjs|cjs|md|json5?))$/

test.each(DOCUMENTS)('%s names only files and folders that exist', (document) => {
  const text = readFileSync(new URL(document, ROOT), 'utf8').replaceAll(/```[\s\S]*?```/g, '')
  const paths = [...text.matchAll(/`([a-z.][\w.-]*(?:\/[\w.-]+)*\/?)`/g)].map(([, path = '']) => path)
  const sources = paths.filter((path) => SOURCE.test(path) && !ELSEWHERE.test(path))
  const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target)
  const missing = [
    ...sources.filter((path) => !BASES.some((base) => existsSync(new URL(base + path, ROOT)))),
    ...links.filter((target) => !existsSync(new URL(`${dirname(document)}/${target}`, ROOT))),
  ]
  expect(missing).toEqual([])
})
