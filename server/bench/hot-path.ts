// (a) `versions`, `download` and archives, compared to a bare node:http server that gives the same answers, to everybody or to
// whose token it finds in a map.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { moduleKey } from '../src/archivist/index.ts'
import { type BareServer, preparedAnswers, startBareServer } from './bare-server.ts'
import { processorTime } from './children.ts'
import { figure, median } from './figures.ts'
import { type Load, type LoadResult, startLoad } from './load/index.ts'
import { heading, line, table } from './report.ts'
import { downloadPath, SMALL_ARCHIVE, seedCatalogue, sha256Of, versionsPath } from './seed/catalogue.ts'
import { type ServerUnderTest, startServerUnderTest } from './server-under-test.ts'

const VERSIONS = 20
const ROUNDS = 25
const ROUND_MS = 600
/** Too large to be kept in memory. */
const LARGE_BYTES = 10 * 1024 * 1024
const CONNECTIONS = 16

interface Round extends LoadResult {
  /** microseconds of processor time per request; NaN where the system does not tell */
  cost: number
}

/** One round of each. `asking`: the bare server that looks the token up. */
type Turn = Record<'bare' | 'asking' | 'terrace', Round>

export async function benchHotPath(directory: string): Promise<void> {
  heading('(a) versions, download and archives, against bare node:http')
  line(`A module with ${VERSIONS} versions, ${CONNECTIONS} keep-alive connections, ${ROUNDS} alternating rounds of ${ROUND_MS} ms each.\n`)
  const large = randomBytes(LARGE_BYTES)
  const { token } = await seedCatalogue(directory, 2, VERSIONS, [SMALL_ARCHIVE, large])
  await using terrace = await startServerUnderTest(directory)
  const cases = [
    { name: 'versions', path: versionsPath(0), expectedStatus: 200 },
    { name: 'download', path: downloadPath(0, '1.7.0'), expectedStatus: 204 },
    { name: 'archive, 4 KB', path: await archivePath(terrace, token, 0), expectedStatus: 200 },
    { name: 'archive, 10 MB', path: await archivePath(terrace, token, 1), expectedStatus: 200, file: fileOf(directory, large) },
  ]
  const answers = await preparedAnswers(terrace.url, token, cases)
  await using bare = await startBareServer({ answers })
  await using asking = await startBareServer({ answers, token })
  await using load = startLoad()
  const rows: string[][] = []
  for (const { name, path, expectedStatus } of cases) {
    const measure = (server: ServerUnderTest | BareServer) => round(load, server, { path, token, expectedStatus })
    const measureAll = async () => ({ bare: await measure(bare), asking: await measure(asking), terrace: await measure(terrace) })
    await measureAll()
    const turns: Turn[] = []
    for (let count = 0; count < ROUNDS; count++) turns.push(await measureAll())
    rows.push(...summary(name, turns))
  }
  table(['request', 'figure', 'bare', 'with token', 'terrace', 'of bare', 'of bests', 'of bare with token'], rows)
}

/** Where `download` leads. */
async function archivePath({ url }: ServerUnderTest, token: string, module: number): Promise<string> {
  const answer = await fetch(url + downloadPath(module, '1.7.0'), { headers: { authorization: `Bearer ${token}` } })
  const { pathname, search } = new URL(answer.headers.get('x-terraform-get') ?? '')
  return pathname + search
}

function fileOf(dataDirectory: string, archive: Buffer): string {
  return join(dataDirectory, 'objects', moduleKey(sha256Of(archive)))
}

async function round(
  load: Load,
  { port, pid }: { port: number; pid: number | undefined },
  request: { path: string; token: string; expectedStatus: number },
): Promise<Round> {
  const before = processorTime(pid)
  const { path, token, expectedStatus } = request
  const result = await load.run({ port, paths: [path], token, expectedStatus, connections: CONNECTIONS, durationMs: ROUND_MS })
  return { ...result, cost: ((processorTime(pid) - before) * 1000) / result.requests }
}

function summary(name: string, turns: readonly Turn[]): string[][] {
  const compare = (label: string, value: (round: Round) => number, digits: number, best: (...values: number[]) => number) => {
    const of = (who: keyof Turn) => turns.map((turn) => value(turn[who]))
    const ratioTo = (who: keyof Turn) => figure(median(turns.map((turn) => value(turn.terrace) / value(turn[who]))))
    const medians = (['bare', 'asking', 'terrace'] as const).map((who) => median(of(who)).toFixed(digits))
    return [name, label, ...medians, ratioTo('bare'), figure(best(...of('terrace')) / best(...of('bare'))), ratioTo('asking')]
  }
  return [
    compare('requests per second', (result) => result.requestsPerSecond, 0, Math.max),
    compare('p99, ms', (result) => result.p99, 2, Math.min),
    compare('processor time, µs/request', (result) => result.cost, 1, Math.min),
  ]
}
