// (g) How fast the server answers deliveries of a git host while it imports their tags. Hosts give up on slow receivers.
import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { SentDelivery } from '../test/vcs/fakes/fake-host.ts'
import { figure, median } from './figures.ts'
import { connectHost, eventually, type MeasuredHost, publishFrom, startMeasuredHost, versionsOf } from './git-host.ts'
import { type Load, type LoadResult, startLoad } from './load/index.ts'
import { heading, line, table } from './report.ts'
import { seedCatalogue } from './seed/catalogue.ts'
import { type ServerUnderTest, startServerUnderTest } from './server-under-test.ts'

const STORM = 500
const ROUNDS = 3
const RATE = 50
const CONNECTIONS = 4
const DURATION_MS = 6000
const SETTLE_MS = 1500
const PATIENCE = 120_000

export async function benchDeliveries(directory: string): Promise<void> {
  heading(`(g) deliveries during the import of ${STORM} tags`)
  line(`${STORM} tags in one push; ${RATE} deliveries per second over ${CONNECTIONS} connections, each with an id of its own.`)
  line('Idle: of events that are no push. Without news: of pushes, each of which makes the server look at the repository.')
  line('Storm: of pushes, during the import.\n')
  await using load = startLoad()
  const rounds: Round[] = []
  for (let number = 0; number < ROUNDS; number++) rounds.push(await round(directory, load, `storm-${number}`))
  report(rounds)
}

interface Round {
  idle: LoadResult
  withoutNews: LoadResult
  storm: LoadResult
  importMs: number
}

async function round(directory: string, load: Load, name: string): Promise<Round> {
  const data = mkdtempSync(join(directory, 'data-'))
  const { token } = await seedCatalogue(data, 0, 0)
  await using measured = await startMeasuredHost()
  await using server = await startServerUnderTest(data)
  const repository = await connectedRepository(server, token, measured, name)
  const versions = () => versionsOf(server, token, `${name}/null`)
  await eventually('the first version did not come', async () => (await versions()).length === 1)
  const [template] = measured.host.sent
  if (template === undefined) throw new Error('nothing was delivered')

  await repository.git.commits(
    Array.from({ length: STORM }, (_, index) => ({
      files: { 'main.tf': `variable "release_${index}" {\n  type = string\n}\n` },
      tags: [`v1.${Math.floor(index / 10)}.${index % 10}`],
    })),
  )
  const began = performance.now()
  const imported = async () => (await versions()).length > STORM
  const [storm, importMs] = await Promise.all([
    deliver(load, server, template),
    eventually('the import did not end', imported, { everyMs: 100, patienceMs: PATIENCE }).then(() => performance.now() - began),
  ])
  await delay(SETTLE_MS)
  const withoutNews = await deliver(load, server, template)
  await delay(SETTLE_MS)
  const idle = await deliver(load, server, template, 'star')
  return { storm, importMs, withoutNews, idle }
}

/** With a webhook that has delivered once. */
async function connectedRepository(server: ServerUnderTest, token: string, { host }: MeasuredHost, name: string) {
  const repository = await host.createRepository(`platform/terraform-null-${name}`, {
    commit: { files: { 'main.tf': '' }, tags: ['v0.0.0'] },
  })
  await publishFrom(server, token, { host, repository, oauthTokenId: await connectHost(server, token, host) })
  await host.tell({ repository, ref: 'refs/heads/main', before: '1'.repeat(40), after: '2'.repeat(40) })
  return repository
}

/** @param event Gitea's name of it */
function deliver(load: Load, { port }: ServerUnderTest, { url, headers, body }: SentDelivery, event = 'push'): Promise<LoadResult> {
  const count = (RATE * DURATION_MS) / 1000
  const delivery = () => ({ headers: { ...headers, 'x-gitea-event': event, 'x-gitea-delivery': randomUUID() }, body })
  return load.run({
    port,
    paths: [new URL(url).pathname],
    posts: Array.from({ length: count }, delivery),
    token: '',
    connections: CONNECTIONS,
    durationMs: DURATION_MS,
    rate: RATE,
    expectedStatus: event === 'push' ? 202 : 200,
  })
}

function report(rounds: readonly Round[]): void {
  const row = (name: string, value: (result: LoadResult) => number) => {
    const ratios = rounds.map(({ idle, storm }) => value(storm) / value(idle))
    const of = (which: 'idle' | 'withoutNews' | 'storm') => rounds.map((each) => value(each[which]))
    return [
      name,
      figure(median(of('idle'))),
      figure(median(of('withoutNews'))),
      figure(median(of('storm'))),
      figure(median(ratios)),
      figure(Math.min(...of('storm')) / Math.min(...of('idle'))),
    ]
  }
  table(
    ['ms', 'idle', 'without news', 'storm', 'median of ratios, storm to idle', 'ratio of bests'],
    [row('median', (result) => result.median), row('p99', (result) => result.p99), row('worst', ({ worst }) => worst)],
  )
  const times = rounds.map(({ importMs }) => importMs / STORM)
  line(`\nThe imports took ${figure(median(times))} ms a tag in the median of ${ROUNDS}, ${figure(Math.min(...times))} at best.`)
}
