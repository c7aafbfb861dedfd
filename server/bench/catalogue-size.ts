// (d) What `versions` costs with few and with many modules: it must not depend on the size of the catalogue.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { processorTime } from './children.ts'
import { figure, median } from './figures.ts'
import { type Load, startLoad } from './load/index.ts'
import { heading, line, table } from './report.ts'
import { seedCatalogue, versionsPath } from './seed/catalogue.ts'
import { type ServerUnderTest, startServerUnderTest } from './server-under-test.ts'

const SIZES = [100, 20_000]
const VERSIONS = 20
const ASKED_FOR = 100
const ROUNDS = 15
const CACHED_MS = 900
/** An answer stays in memory for one second; after that, a request costs what the first one did. */
const UNTIL_STALE_MS = 1100
const CONNECTIONS = 8

interface Candidate {
  size: number
  token: string
  server: ServerUnderTest
  /** microseconds, a value per round */
  cached: number[]
  first: number[]
}

export async function benchCatalogueSize(directory: string): Promise<void> {
  heading('(d) versions in a small and in a large catalogue')
  line(`${VERSIONS} versions per module; ${ROUNDS} alternating rounds over ${ASKED_FOR} modules.\n`)
  await using stack = new AsyncDisposableStack()
  const load = stack.use(startLoad())
  const candidates: Candidate[] = []
  for (const size of SIZES) {
    const data = join(directory, String(size))
    mkdirSync(data)
    const { token } = await seedCatalogue(data, size, VERSIONS)
    candidates.push({ size, token, server: stack.use(await startServerUnderTest(data)), cached: [], first: [] })
  }
  for (let count = 0; count <= ROUNDS; count++) {
    // Neither is always first, because other load comes in waves.
    for (const candidate of count % 2 === 0 ? candidates : candidates.toReversed()) {
      const cached = await costWhenCached(load, candidate)
      const first = await costOfFirst(load, candidate, count)
      // The first round only warms up.
      if (count === 0) continue
      candidate.cached.push(cached)
      candidate.first.push(first)
    }
  }
  report(candidates)
}

function report(candidates: readonly Candidate[]): void {
  const [small, large] = candidates
  if (small === undefined || large === undefined) return
  const row = (name: string, of: (candidate: Candidate) => number[]) => [
    name,
    median(of(small)).toFixed(1),
    median(of(large)).toFixed(1),
    figure(median(of(large)) / median(of(small))),
    figure(Math.min(...of(large)) / Math.min(...of(small))),
  ]
  table(
    ['µs per request', `${small.size} modules`, `${large.size} modules`, 'ratio of medians', 'ratio of bests'],
    [row('cached (processor time)', ({ cached }) => cached), row('not cached (time to answer)', ({ first }) => first)],
  )
}

async function costWhenCached(load: Load, { server, token }: Candidate): Promise<number> {
  const paths = Array.from({ length: ASKED_FOR }, (_, index) => versionsPath(index))
  const before = processorTime(server.pid)
  const { requests, median: time } = await load.run({
    port: server.port,
    paths,
    token,
    expectedStatus: 200,
    connections: CONNECTIONS,
    durationMs: CACHED_MS,
  })
  const cost = ((processorTime(server.pid) - before) * 1000) / requests
  return Number.isNaN(cost) ? time * 1000 : cost
}

/** Each module once, one after the other, spread over the whole catalogue. */
async function costOfFirst(load: Load, { server, token, size }: Candidate, round: number): Promise<number> {
  await delay(UNTIL_STALE_MS)
  const step = size / ASKED_FOR
  const offset = (round * 37) % step
  const paths = Array.from({ length: ASKED_FOR }, (_, index) => versionsPath(Math.floor(index * step + offset)))
  const { median: time } = await load.run({ port: server.port, paths, token, expectedStatus: 200, connections: 1, total: ASKED_FOR })
  return time * 1000
}
