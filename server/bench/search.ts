// (m) Searching and listing modules with few and with many of them, on both databases, and how well the search ranks.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, type DatabaseConfig, migrateToLatest, openDatabase } from '../src/database/index.ts'
import { ModuleSearch, ModuleSummaries } from '../src/registry-modules/index.ts'
import { moduleServices } from '../test/support/module-services.ts'
import { startPostgres } from '../test/support/postgres.ts'
import { administer } from '../test/support/reused-databases.ts'
import { MODULES, publishCatalogue, QUERIES } from '../test/support/search-catalogue/index.ts'
import { meanReciprocalRank, rankQueries } from '../test/support/search-catalogue/quality.ts'
import { figure, median } from './figures.ts'
import { heading, line, load, table } from './report.ts'
import { benchImportOfIndexed } from './search-index-import.ts'
import { seedSearchCatalogue } from './seed/search-catalogue.ts'

const SIZES = [100, 20_000]
const VERSIONS = 20
const ROUNDS = 7
/** Every name ends with a word that only 49 modules have: `zz0`, `zz1` and so on. */
const ASKED: readonly (readonly [kind: string, q: string])[] = [
  ['list with facets', ''],
  ['qualifier alone', 'provider:aws'],
  ['label alone', 'label:owner=team-1'],
  ['word of many', 'vpc'],
  ['word of most', 'tags'],
  ['two words of most', 'name tags'],
  ['rare word', 'zz1 '],
  ['beginning', 'ta'],
  ['misspelled', 'nat gatway'],
  ['name', 'vpc-zz1'],
  ['input', 'enable_nat_gateway'],
  ['resource', 'creates:aws_kms_key'],
  ['beginning of resources', 'creates:aws_*'],
  ['three words', 'kubernetes cluster azure'],
]

interface Candidate {
  size: number
  list(): Promise<unknown>
  search(q: string): Promise<unknown>
}

export async function benchSearch(directory: string): Promise<void> {
  heading('(m) searching modules')
  line(
    `${VERSIONS} versions per module; medians of ${ROUNDS} alternating rounds, milliseconds in this process, with facets but for the lean list.`,
  )
  await using stack = new AsyncDisposableStack()
  const postgres = await startPostgres()
  stack.defer(() => postgres.stop())
  const places: Record<string, (name: string) => Promise<DatabaseConfig>> = {
    SQLite: async (name) => ({ kind: 'sqlite', file: join(directory, `${name}.db`) }),
    PostgreSQL: async (name) => {
      await administer(postgres.url, `create database ${name} template template0`)
      return { kind: 'postgres', url: new URL(name, postgres.url.replace(/[^/]*$/, '')).href }
    },
  }
  mkdirSync(directory, { recursive: true })
  for (const [kind, place] of Object.entries(places)) {
    const open = async (name: string) => {
      const database = await openDatabase(await place(name))
      stack.defer(() => database.close())
      await migrateToLatest(database)
      return database
    }
    await benchQuality(kind, await open('quality'))
    const candidates: Candidate[] = []
    for (const size of SIZES) candidates.push(await candidateOf(await open(`modules${size}`), size))
    await benchTime(kind, candidates)
    await benchImportOfIndexed(kind, await open('imports'))
  }
}

async function benchQuality(kind: string, database: Database): Promise<void> {
  const services = await moduleServices(database)
  await publishCatalogue(database, services.organization, MODULES)
  const search = new ModuleSearch({ ...services, summaries: new ModuleSummaries(services) })
  const ranked = await rankQueries(search, services.owner, services.organization.name)
  const first = ranked.filter(({ rank }) => rank === 1).length
  const mean = meanReciprocalRank(ranked)
  line(
    `\n${kind}: mean reciprocal rank ${mean.toFixed(3)} over ${MODULES.length} modules; ${first} of ${QUERIES.length} queries have what is looked for first.\n`,
  )
}

async function candidateOf(database: Database, size: number): Promise<Candidate> {
  const services = await moduleServices(database)
  const { subject, organization } = await seedSearchCatalogue(database, size, VERSIONS)
  const summaries = new ModuleSummaries(services)
  const search = new ModuleSearch({ ...services, summaries })
  const page = { number: 1, size: 20 }
  return {
    size,
    list: () => summaries.list(subject, organization, {}, 'name', page),
    search: (q) => search.search(subject, organization, { q, order: q === '' ? 'name' : 'relevance', facets: true }, page),
  }
}

async function benchTime(kind: string, candidates: readonly Candidate[]): Promise<void> {
  const rows: string[][] = []
  const work: [string, (candidate: Candidate) => Promise<unknown>][] = [
    ['lean list', (candidate) => candidate.list()],
    ...ASKED.map(([of, q]): (typeof work)[number] => [q === '' ? of : `${of}: \`${q.trim()}\``, (each) => each.search(q)]),
  ]
  for (const [name, run] of work) {
    const times = new Map<number, number[]>(candidates.map(({ size }) => [size, []]))
    for (let round = 0; round <= ROUNDS; round++) {
      for (const candidate of round % 2 === 0 ? candidates : candidates.toReversed()) {
        const began = performance.now()
        await run(candidate)
        // The first round only warms up.
        if (round > 0) times.get(candidate.size)?.push(performance.now() - began)
      }
    }
    const medians = candidates.map(({ size }) => median(times.get(size) ?? []))
    const [small = Number.NaN, large = Number.NaN] = medians
    rows.push([name, small.toFixed(1), large.toFixed(1), figure(large / small)])
  }
  line(`\nLoad average ${load()}.\n`)
  table([kind, ...candidates.map(({ size }) => `${size} modules`), 'ratio'], rows)
}
