// (h) What changes and imports notice of readers that keep the server busy.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startGitRemote } from '../test/support/git-remote.ts'
import { figure, median } from './figures.ts'
import { type Installation, openInstallation, publish, untilImported } from './import.ts'
import { type Load, type LoadResult, startLoad } from './load/index.ts'
import { heading, line, table } from './report.ts'
import { ORGANIZATION } from './seed/catalogue.ts'
import { buildModuleRepository, FILES, TAGS } from './seed/module-repository.ts'

const MODULES = 100
const ROUNDS = 3
const READERS = 200
const READS_PER_SECOND = 330
const PATCHES_PER_SECOND = 10
const PATCHING_MS = 12_000
/** Readers ask for so long at a time, again and again while they are needed. */
const READING_MS = 3000
const SETTLE_MS = 1500
const API = `/api/v2/organizations/${ORGANIZATION}/registry-modules`
/** The list of modules, page by page, as a page of modules in a browser asks for it. */
const LISTS = [1, 2, 3, 4, 5].map((page) => `${API}?page[number]=${page}&page[size]=20`)

export async function benchBusyServer(directory: string): Promise<void> {
  const root = join(directory, 'git')
  mkdirSync(root)
  await buildModuleRepository(root)
  await using remote = await startRemote(root)
  heading(`(h) changes and imports while ${READERS} clients read`)
  line(`${READERS} connections ask for lists of 20 modules, ${READS_PER_SECOND} times per second in all; one more sets a label`)
  line(`${PATCHES_PER_SECOND} times per second; then ${TAGS} tags with ${FILES} files are imported. Each also without readers.\n`)
  await using readers = startLoad()
  await using writer = startLoad()
  const rounds: Round[] = []
  for (let count = 0; count < ROUNDS; count++) {
    const idle = await measure(directory, remote.url, { writer })
    rounds.push({ idle, busy: await measure(directory, remote.url, { writer, readers }) })
  }
  report(rounds)
}

async function startRemote(root: string): Promise<AsyncDisposable & { url: string }> {
  const remote = await startGitRemote({ root })
  return { url: remote.url, [Symbol.asyncDispose]: () => remote.close() }
}

interface Measured {
  patches: LoadResult
  importMs: number
  reads: readonly LoadResult[]
}

interface Round {
  idle: Measured
  busy: Measured
}

interface Clients {
  writer: Load
  /** absent: nobody reads */
  readers?: Load
}

/** An installation of its own for each, because the tags can be imported only once. */
async function measure(directory: string, remoteUrl: string, { writer, readers }: Clients): Promise<Measured> {
  await using installation = await openInstallation(directory, MODULES)
  let isOver = false
  const reading = readers === undefined ? [] : keepReading(readers, installation, () => isOver)
  await delay(SETTLE_MS)
  const patches = await patch(writer, installation)
  await publish(installation, remoteUrl)
  const { time: importMs } = await untilImported(installation)
  isOver = true
  return { patches, importMs, reads: await reading }
}

async function keepReading(load: Load, { server, token }: Installation, isOver: () => boolean): Promise<LoadResult[]> {
  const results: LoadResult[] = []
  while (!isOver()) {
    const order = { port: server.port, paths: LISTS, token, connections: READERS, rate: READS_PER_SECOND, expectedStatus: 200 }
    results.push(await load.run({ ...order, durationMs: READING_MS }))
  }
  return results
}

/** A label that is another one every time. */
function patch(load: Load, { server, token }: Installation): Promise<LoadResult> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/vnd.api+json' }
  const count = (PATCHES_PER_SECOND * PATCHING_MS) / 1000
  return load.run({
    port: server.port,
    paths: [`${API}/private/${ORGANIZATION}/module-0/null`],
    method: 'PATCH',
    posts: Array.from({ length: count }, (_, number) => ({ headers, body: labelled(String(number)) })),
    token,
    connections: 1,
    durationMs: PATCHING_MS,
    rate: PATCHES_PER_SECOND,
    expectedStatus: 200,
  })
}

function labelled(value: string): string {
  const binding = { type: 'tag-bindings', attributes: { key: 'bench', value } }
  return JSON.stringify({ data: { type: 'registry-modules', attributes: {}, relationships: { 'tag-bindings': { data: [binding] } } } })
}

function report(rounds: readonly Round[]): void {
  const row = (name: string, value: (measured: Measured) => number) => {
    const of = (which: 'idle' | 'busy') => rounds.map((each) => value(each[which]))
    const ratios = rounds.map(({ idle, busy }) => value(busy) / value(idle))
    const best = Math.min(...of('busy')) / Math.min(...of('idle'))
    return [name, figure(median(of('idle'))), figure(median(of('busy'))), figure(median(ratios)), figure(best)]
  }
  table(
    ['ms', 'idle', 'with readers', 'median of ratios', 'ratio of bests'],
    [
      row('PATCH, median', ({ patches }) => patches.median),
      row('PATCH, p99', ({ patches }) => patches.p99),
      row('import, per tag', ({ importMs }) => importMs / TAGS),
    ],
  )
  const reads = rounds.flatMap(({ busy }) => busy.reads)
  const middle = (value: (result: LoadResult) => number) => figure(median(reads.map(value)))
  line(`\nThe readers had ${middle((read) => read.requestsPerSecond)} answers per second, after ${middle((read) => read.median)} ms`)
  line(`in the median and ${middle(({ p99 }) => p99)} ms at p99.`)
}
