// (a) `versions` and `download` with a token, compared to a bare node:http server that gives the same answers.
import { type BareServer, startBareServer } from './bare-server.ts'
import { processorTime } from './children.ts'
import { figure, median } from './figures.ts'
import { type Load, type LoadResult, startLoad } from './load/index.ts'
import { heading, line, table } from './report.ts'
import { downloadPath, seedCatalogue, versionsPath } from './seed/catalogue.ts'
import { type ServerUnderTest, startServerUnderTest } from './server-under-test.ts'

const VERSIONS = 20
const ROUNDS = 25
const ROUND_MS = 600
const CONNECTIONS = 16

interface Round extends LoadResult {
  /** microseconds of processor time per request; NaN where the system does not tell */
  cost: number
}

export async function benchHotPath(directory: string): Promise<void> {
  heading('(a) versions and download, against bare node:http')
  line(`A module with ${VERSIONS} versions, ${CONNECTIONS} keep-alive connections, ${ROUNDS} alternating rounds of ${ROUND_MS} ms each.\n`)
  const { token } = await seedCatalogue(directory, 1, VERSIONS)
  await using terrace = await startServerUnderTest(directory)
  const cases = [
    { name: 'versions', path: versionsPath(0), expectedStatus: 200 },
    { name: 'download', path: downloadPath(0, '1.7.0'), expectedStatus: 204 },
  ]
  await using bare = await startBareServer(
    terrace.url,
    token,
    cases.map(({ path }) => path),
  )
  await using load = startLoad()
  const rows: string[][] = []
  for (const { name, path, expectedStatus } of cases) {
    const measure = (server: ServerUnderTest | BareServer) => round(load, server, { path, token, expectedStatus })
    await measure(bare)
    await measure(terrace)
    const pairs: { bare: Round; terrace: Round }[] = []
    for (let count = 0; count < ROUNDS; count++) pairs.push({ bare: await measure(bare), terrace: await measure(terrace) })
    rows.push(...summary(name, pairs))
  }
  table(['request', 'figure', 'bare', 'terrace', 'median of ratios', 'ratio of bests'], rows)
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

function summary(name: string, pairs: readonly { bare: Round; terrace: Round }[]): string[][] {
  const compare = (label: string, value: (round: Round) => number, digits: number, best: (...values: number[]) => number) => {
    const of = (who: 'bare' | 'terrace') => pairs.map((pair) => value(pair[who]))
    const ratios = pairs.map((pair) => value(pair.terrace) / value(pair.bare))
    return [
      name,
      label,
      median(of('bare')).toFixed(digits),
      median(of('terrace')).toFixed(digits),
      figure(median(ratios)),
      figure(best(...of('terrace')) / best(...of('bare'))),
    ]
  }
  return [
    compare('requests per second', (result) => result.requestsPerSecond, 0, Math.max),
    compare('p99, ms', (result) => result.p99, 2, Math.min),
    compare('processor time, µs/request', (result) => result.cost, 1, Math.min),
  ]
}
