// `npm run check` runs this: fails when browsers would load more of the interface than they should. Builds it where it changed.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { buildInterface } from './interface.mjs'
import { ROOT } from './toolchain.mjs'

const KB = 1024
const MAX_ENTRY = 175 * KB
const MAX_CHUNK = 30 * KB
const MAX_STYLES = 32 * KB
const MAX_SCRIPTS = 320 * KB

buildInterface()
const dist = join(ROOT, 'web', 'dist')
/** What the document names is loaded before anything is shown. */
const entry = new Set(readFileSync(join(dist, 'index.html'), 'utf8').match(/(?<=\/app\/assets\/)[^"]+\.js/g))
const compressed = readdirSync(join(dist, 'assets'))
  .filter((name) => name.endsWith('.gz'))
  .map((name) => ({ name: name.slice(0, -3), bytes: statSync(join(dist, 'assets', name)).size }))
const scripts = compressed.filter(({ name }) => name.endsWith('.js'))
const sum = (files) => files.reduce((total, { bytes }) => total + bytes, 0)
const budgets = [
  ...scripts.filter(({ name }) => !entry.has(name)).map(({ name, bytes }) => ({ name, bytes, limit: MAX_CHUNK })),
  { name: 'the entry', bytes: sum(scripts.filter(({ name }) => entry.has(name))), limit: MAX_ENTRY },
  { name: 'all stylesheets', bytes: sum(compressed.filter(({ name }) => name.endsWith('.css'))), limit: MAX_STYLES },
  { name: 'all scripts', bytes: sum(scripts), limit: MAX_SCRIPTS },
]
const inKilobytes = (bytes) => `${(bytes / KB).toFixed(1)} KB`
for (const { name, bytes, limit } of budgets.filter((budget) => budget.bytes > budget.limit)) {
  process.stdout.write(`  ${name} has ${inKilobytes(bytes)} with gzip; at most ${inKilobytes(limit)}\n`)
  process.exitCode = 1
}
if (entry.size === 0) throw new Error('index.html names no script')
