// `npm run bench`: measures what the project promises about speed, as ratios within one run. See docs/BENCHMARKS.md.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchArchivedFile } from './archived-file.ts'
import { benchBusyServer } from './busy-server.ts'
import { benchCatalogueSize } from './catalogue-size.ts'
import { benchDeliveries } from './deliveries.ts'
import { benchHotPath } from './hot-path.ts'
import { benchImport } from './import.ts'
import { benchInterface } from './interface.ts'
import { benchLargeImport } from './large-import.ts'
import { benchNeighbours } from './neighbours.ts'
import { benchPush } from './push-to-version.ts'
import { benchReconciliation } from './reconciliation.ts'
import { heading, line, machine } from './report.ts'
import { benchSearch } from './search.ts'
import { benchStart } from './start.ts'
import { benchWatchedImport } from './watched-import.ts'

/** @param directory an empty one to work in @param tags how many the large repository has */
type Benchmark = (directory: string, tags: number) => Promise<void>

const DEFAULT_TAGS = 240

const BENCHMARKS: Record<string, { purpose: string; run: Benchmark }> = {
  'hot-path': { purpose: 'versions, download and archives, against a bare node:http server', run: benchHotPath },
  import: { purpose: 'a repository with 240 tags, and what the import does to requests', run: benchImport },
  'large-import': { purpose: 'a repository of the shape of large public modules, against git alone', run: benchLargeImport },
  'catalogue-size': { purpose: 'versions with 100 and with 20,000 modules', run: benchCatalogueSize },
  push: { purpose: 'from the push of a tag to its version, against git alone', run: benchPush },
  reconciliation: { purpose: '1,000 repositories without news, and a push meanwhile', run: benchReconciliation },
  'busy-server': { purpose: 'changes and an import while 200 clients read', run: benchBusyServer },
  neighbours: { purpose: 'an import beside slow hosts and heavy archives of others', run: benchNeighbours },
  deliveries: { purpose: 'deliveries of a git host during the import of 500 tags', run: benchDeliveries },
  'archived-file': { purpose: 'one file of an archive of 60 MB, and of a small one', run: benchArchivedFile },
  search: { purpose: 'searching 100 and 20,000 modules on both databases, and how well it ranks', run: benchSearch },
  interface: { purpose: 'the list of 20,000 modules in a browser, against a page without scripts', run: benchInterface },
  'watched-import': { purpose: 'an import that twenty tabs or twenty browsers watch, against nobody', run: benchWatchedImport },
  start: { purpose: 'from the start to the first answer, and the memory of an idle server', run: benchStart },
}

const USAGE = `Measures the registry on this machine. Nothing else should be running.

Usage: npm run bench [-- [--tags NUMBER] NAME…]

${Object.entries(BENCHMARKS)
  .map(([name, { purpose }]) => `  ${name.padEnd(16)}${purpose}`)
  .join('\n')}

Without a name all of them run. --tags is how many tags large-import imports, ${DEFAULT_TAGS} by default. Everything happens in a throw-away directory.
`

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean', short: 'h' }, tags: { type: 'string', default: String(DEFAULT_TAGS) } },
    allowPositionals: true,
  })
  const names = positionals.length > 0 ? positionals : Object.keys(BENCHMARKS)
  const unknown = names.find((name) => !(name in BENCHMARKS))
  if (values.help === true || unknown !== undefined) {
    if (unknown !== undefined) process.exitCode = 2
    process.stdout.write(unknown === undefined ? USAGE : `There is no benchmark "${unknown}".\n\n${USAGE}`)
    return
  }
  heading('Machine')
  line(machine())
  const root = mkdtempSync(join(tmpdir(), 'terrace-bench-'))
  try {
    for (const name of names) {
      const directory = join(root, name)
      mkdirSync(directory)
      await BENCHMARKS[name]?.run(directory, Number(values.tags))
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

await main()
