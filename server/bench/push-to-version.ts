// (e) How long after the push of a tag its version can be installed, and where that time goes.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { timeOfFetching } from './bare-git.ts'
import { figure, median, quantile } from './figures.ts'
import { bareRemote, connectHost, eventually, type MeasuredHost, publishFrom, startMeasuredHost, versionsOf } from './git-host.ts'
import { heading, line, table } from './report.ts'
import { seedCatalogue } from './seed/catalogue.ts'
import { startServerUnderTest } from './server-under-test.ts'

const PUSHES = 100
const WARM_UP = 5
const LOOK_EVERY = 2
const IDENTIFIER = 'platform/terraform-null-pushed'
const MODULE = 'pushed/null'
/** No multiple of any period of the server, and long enough for the previous sync to end. Milliseconds. */
const BETWEEN = 173

/** Milliseconds, one after the other. */
interface PushTimes {
  /** the server accepted the delivery */
  answered: number
  /** git asked the host for the references */
  listing: number
  /** git asked the host for the commit */
  fetching: number
  /** the commit was there */
  fetched: number
  /** Terraform could see the version */
  published: number
}

export async function benchPush(directory: string): Promise<void> {
  heading('(e) from the push of a tag to its version')
  line(`${PUSHES} pushes, each of one tag; by turns with git itself listing and fetching the same tag.\n`)
  const data = join(directory, 'data')
  const { token } = await seedCatalogue(data, 0, 0)
  const scratch = join(directory, 'scratch')
  mkdirSync(scratch)
  await using measured = await startMeasuredHost()
  await using server = await startServerUnderTest(data)
  const { host } = measured
  const repository = await host.createRepository(IDENTIFIER, { commit: { files: files(0), tags: ['v0.0.0'] } })
  await publishFrom(server, token, { host, repository, oauthTokenId: await connectHost(server, token, host) })
  const isThere = (version: string) => async () => (await versionsOf(server, token, MODULE)).includes(version)
  await eventually('the first version did not come', isThere('0.0.0'))

  const pushes: PushTimes[] = []
  const bare: number[] = []
  for (let number = 1; number <= WARM_UP + PUSHES; number++) {
    const version = `1.0.${number}`
    await delay(BETWEEN)
    measured.asked.length = 0
    await host.push(repository, { files: files(number), tags: [`v${version}`] })
    await eventually(`${version} did not come`, isThere(version), { everyMs: LOOK_EVERY })
    const times = timesOf(measured, performance.now())
    await delay(BETWEEN)
    const yardstick = await timeOfFetching(bareRemote(host, IDENTIFIER), `v${version}`, scratch)
    if (number <= WARM_UP) continue
    pushes.push(times)
    bare.push(yardstick)
  }
  report(pushes, bare)
}

function files(number: number): Record<string, string> {
  return {
    'main.tf': `resource "null_resource" "this" {\n  triggers = {\n    release = "${number}"\n    name    = var.name\n  }\n}\n`,
    'variables.tf': 'variable "name" {\n  description = "What it is called"\n  type        = string\n}\n',
    'outputs.tf': 'output "id" {\n  value = null_resource.this.id\n}\n',
    'README.md': `# Pushed\n\nRelease ${number}.\n`,
  }
}

/** Git begins with the references each time: first to list them, then to fetch. */
function timesOf({ asked, lastDelivery }: MeasuredHost, publishedAt: number): PushTimes {
  const { sentAt, answeredAt } = lastDelivery
  const beginnings = asked.filter(({ url }) => url.includes('/info/refs'))
  const [listing, fetching] = beginnings
  const fetchedAt = Math.max(...asked.map((each) => each.answeredAt ?? 0))
  if (listing === undefined || fetching === undefined) throw new Error('the host was not asked for what was pushed')
  const since = (time: number) => time - sentAt
  return {
    answered: since(answeredAt),
    listing: since(listing.at),
    fetching: since(fetching.at),
    fetched: since(fetchedAt),
    published: since(publishedAt),
  }
}

const PARTS: readonly [name: string, duration: (times: PushTimes) => number][] = [
  ['delivery answered', ({ answered }) => answered],
  ['sync has begun: the host is asked for its references', ({ listing, answered }) => listing - answered],
  ['references listed, fetch begun', ({ fetching, listing }) => fetching - listing],
  ['commit fetched', ({ fetched, fetching }) => fetched - fetching],
  ['inspected, packed, stored, published', ({ published, fetched }) => published - fetched],
  ['**whole**', ({ published }) => published],
]

function report(pushes: readonly PushTimes[], bare: readonly number[]): void {
  const parts = PARTS.map(([name, duration]) => row(name, pushes.map(duration)))
  table(['ms', 'median', 'p99'], [...parts, row('git alone: list, init, fetch', bare)])
  const whole = pushes.map(({ published }) => published)
  const ratio = median(whole.map((time, index) => time / (bare[index] ?? Number.NaN)))
  const best = Math.min(...whole) / Math.min(...bare)
  line(`\nAgainst git alone: ${figure(ratio)} in the median of ratios, ${figure(best)} in the ratio of bests.`)
}

function row(name: string, values: readonly number[]): string[] {
  const sorted = values.toSorted((one, other) => one - other)
  return [name, figure(quantile(sorted, 0.5)), figure(quantile(sorted, 0.99))]
}
