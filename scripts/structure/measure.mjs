// `npm run measures`: prints the measures of server/src. With `--write`, it writes them into docs/ARCHITECTURE.md, between two markers.
import { readFileSync, writeFileSync } from 'node:fs'
import { ROOT } from '../toolchain.mjs'
import { folderSizes, mutualPairs } from './folders.mjs'
import { functionsIn } from './functions.mjs'
import { isTest, readSources } from './source-files.mjs'

const DOCUMENT = `${ROOT}/docs/ARCHITECTURE.md`
const MARKERS = /(<!-- measures: .*?-->\n)[\s\S]*?(<!-- end of measures -->)/
/** Migrations are not counted as source: they are never changed. */
const MIGRATION = /(^|\/)migrations\/\d/
const DIGITS = 2

const everything = readSources(`${ROOT}/server/src`)
const sources = everything.filter(({ path }) => !isTest(path) && !MIGRATION.test(path))
const tests = [...everything.filter(({ path }) => isTest(path)), ...readSources(`${ROOT}/server/test`)]

const table = tableOf([
  ['Measure', 'Count', 'Median', '95th percentile', 'Most'],
  measured(
    'lines of a file',
    sources.map(({ path, text }) => ({ what: path, size: linesIn(text) })),
  ),
  measured(
    'lines of a function',
    sources.flatMap((file) => functionsIn(file).map(({ name, lines }) => ({ what: `${name} in ${file.path}`, size: lines }))),
  ),
  measured(
    'files in a folder',
    [...folderSizes(sources)].map(([folder, size]) => ({ what: `${folder}/`, size })),
  ),
  measured(
    'names exported by an index file',
    sources.filter(({ path }) => path.endsWith('/index.ts')).map(({ path, text }) => ({ what: path, size: exportsIn(text) })),
  ),
  ['pairs of folders that import each other', String(mutualPairs(sources).length), '', '', ''],
  ['lines of source', String(sum(sources)), '', '', ''],
  [
    'lines of tests, with their support',
    `${sum(tests)}, ${(sum(tests) / sum(sources)).toFixed(DIGITS)} for each line of source`,
    '',
    '',
    '',
  ],
])
process.stdout.write(table)
if (process.argv.includes('--write')) {
  const text = readFileSync(DOCUMENT, 'utf8')
  if (!MARKERS.test(text)) throw new Error(`${DOCUMENT} has no markers to write between`)
  writeFileSync(
    DOCUMENT,
    text.replace(MARKERS, (_all, before, after) => `${before}\n${table}\n${after}`),
  )
}

/** @param {string} name @param {{ what: string, size: number }[]} things @returns {string[]} a row */
function measured(name, things) {
  const sorted = things.toSorted((one, other) => one.size - other.size)
  const at = (/** @type {number} */ share) => sorted[Math.ceil(share * sorted.length) - 1]?.size ?? 0
  const most = sorted.at(-1)
  return [name, String(sorted.length), String(at(0.5)), String(at(0.95)), `${most?.size} (\`${most?.what}\`)`]
}

/** @param {string} text */
function linesIn(text) {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

/** @param {import('./source-files.mjs').SourceFile[]} files */
function sum(files) {
  return files.reduce((total, { text }) => total + linesIn(text), 0)
}

/** @param {string} text of a file that only re-exports */
function exportsIn(text) {
  return [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, names = '']) =>
    names.split(',').filter((name) => name.trim() !== ''),
  ).length
}

/** @param {string[][]} rows the first is the heading @returns {string} Markdown, in columns */
function tableOf([heading = [], ...rows]) {
  const widths = heading.map((_cell, column) => Math.max(...[heading, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (/** @type {string[]} */ cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`
  return [heading, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('')
}
