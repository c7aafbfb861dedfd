// (f) What it costs to look at 1,000 unchanged repositories, and whether a push waits for that.
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createGit } from '../src/platform/git/index.ts'
import { createAddressPolicy } from '../src/platform/network/index.ts'
import { type BareRemote, listReferences } from './bare-git.ts'
import { processorTime } from './children.ts'
import { figure, median, sum } from './figures.ts'
import {
  type AskedOfHost,
  bareRemote,
  connectHost,
  eventually,
  type MeasuredHost,
  publishFrom,
  startMeasuredHost,
  versionsOf,
} from './git-host.ts'
import { heading, line, table } from './report.ts'
import { seedCatalogue } from './seed/catalogue.ts'
import { makeAllDue, readSyncTimes, seedConnectedRepositories } from './seed/connected-repositories.ts'
import { startServerUnderTest } from './server-under-test.ts'

const REPOSITORIES = 1000
const TAGS = 10
/** As many as the server reads at once. */
const AT_ONCE = 2
const ORIGINAL = 'platform/terraform-null-original'
const PUSHED = { identifier: 'platform/terraform-null-pushed', module: 'pushed/null' }
/** Two periods of the clock that finds what is due, and the work. */
const PATIENCE = 240_000
const QUIET_MS = 1000
/** Longer than any answer, and shorter than the pause between two batches of the clock. */
const PAUSE_MS = 3000
const MAX_PUSHES = 15
/** In which the host is asked several times while the server looks at repositories. */
const LOOK_FOR_MS = 400

export async function benchReconciliation(directory: string): Promise<void> {
  heading(`(f) ${REPOSITORIES} repositories in which nothing happened`)
  line(`One real repository with ${TAGS} tags behind ${REPOSITORIES} addresses; the yardstick is git alone, ${AT_ONCE} at once.\n`)
  const data = join(directory, 'data')
  const { token } = await seedCatalogue(data, 0, 0)
  await using measured = await startMeasuredHost()
  const identifiers = await makeRepositories(measured)
  await connectAll(data, token, measured, identifiers)
  const remotes = identifiers.map((identifier) => bareRemote(measured.host, identifier))
  const half = REPOSITORIES / 2
  const before = await listAll(measured, remotes.slice(0, half))
  const server = await reconcileAll(data, measured)
  const after = await listAll(measured, remotes.slice(half))
  const { synced, untilNext } = await readSyncTimes(data)
  if (synced < REPOSITORIES) throw new Error(`only ${synced} of ${REPOSITORIES} repositories were looked at`)
  report(server, { ms: before.ms + after.ms, requests: before.requests + after.requests, bytes: before.bytes + after.bytes }, untilNext)
  await benchPushMeanwhile(data, token, measured)
}

interface Effort {
  ms: number
  requests: number
  bytes: number
}

/** @returns the identifiers */
async function makeRepositories({ host }: MeasuredHost): Promise<string[]> {
  const tags = Array.from({ length: TAGS }, (_, minor) => `v1.${minor}.0`)
  const original = await host.createRepository(ORIGINAL, { commit: { files: { 'main.tf': '' }, tags } })
  return Array.from({ length: REPOSITORIES }, (_, index) => {
    const identifier = `platform/terraform-null-module-${index}`
    symlinkSync(original.git.directory, join(host.directory, `${identifier}.git`))
    host.repositories.push({ ...original, id: String(100_000 + index), identifier })
    return identifier
  })
}

async function connectAll(data: string, token: string, { host }: MeasuredHost, identifiers: readonly string[]): Promise<void> {
  await using server = await startServerUnderTest(data)
  const oauthTokenId = await connectHost(server, token, host)
  const pushed = await host.createRepository(PUSHED.identifier, { commit: { files: { 'main.tf': '' }, tags: ['v0.0.0'] } })
  await publishFrom(server, token, { host, repository: pushed, oauthTokenId })
  await eventually('the first version did not come', async () => (await versionsOf(server, token, PUSHED.module)).length === 1)
  await server[Symbol.asyncDispose]()
  const refsDigest = await digestOf(data, bareRemote(host, ORIGINAL), host.token)
  await seedConnectedRepositories(data, { oauthTokenId, identifiers, hostUrl: host.url, refsDigest })
}

async function digestOf(data: string, { url }: BareRemote, token: string): Promise<string> {
  const scratchDirectory = join(data, 'bench-scratch')
  mkdirSync(scratchDirectory)
  const git = createGit({ scratchDirectory, allowFile: false, addresses: createAddressPolicy({ allowPrivate: true }), urlOverrides: [] })
  const { digest } = await git.listRefs({ url, credential: { type: 'basic', username: 'bench', password: token } })
  git.close()
  return digest
}

async function listAll(measured: MeasuredHost, remotes: readonly BareRemote[]): Promise<Effort> {
  const before = measured.traffic()
  const began = performance.now()
  const waiting = [...remotes]
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await listReferences(next)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return { ms: performance.now() - began, ...difference(measured, before) }
}

/** The clock of the server starts the work; the time counts in which it asks the host. */
async function reconcileAll(data: string, measured: MeasuredHost): Promise<Effort & { cost: number }> {
  const { asked } = measured
  await using server = await startServerUnderTest(data)
  const before = measured.traffic()
  const used = processorTime(server.pid)
  asked.length = 0
  const seen = () => new Set(asked.flatMap(({ url }) => /module-(\d+)\.git/.exec(url)?.[1] ?? [])).size
  await eventually('not every repository was looked at', () => seen() >= REPOSITORIES, { everyMs: 250, patienceMs: PATIENCE })
  await delay(QUIET_MS)
  return { ms: timeOfWork(asked), ...difference(measured, before), cost: processorTime(server.pid) - used }
}

function difference({ traffic }: MeasuredHost, before: { requests: number; bytes: number }) {
  const now = traffic()
  return { requests: now.requests - before.requests, bytes: now.bytes - before.bytes }
}

/** Without the pauses between batches. */
function timeOfWork(asked: readonly AskedOfHost[]): number {
  const gaps = asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? at))
  return sum(gaps.filter((gap) => gap < PAUSE_MS))
}

function report(server: Effort & { cost: number }, bare: Effort, untilNext: number): void {
  const row = (name: string, value: (effort: Effort) => number, digits: number) => [
    name,
    value(bare).toFixed(digits),
    value(server).toFixed(digits),
    figure(value(server) / value(bare)),
  ]
  table(
    ['per repository', 'git alone', 'terrace', 'ratio'],
    [
      row('requests to the host', ({ requests }) => requests / REPOSITORIES, 2),
      row('bytes, both ways', ({ bytes }) => bytes / REPOSITORIES, 0),
      row('ms', ({ ms }) => ms / REPOSITORIES, 1),
    ],
  )
  const minutes = untilNext / 60_000
  const perSecond = server.requests / (untilNext / 1000)
  line(
    `\nAll ${REPOSITORIES}: ${server.requests} requests, ${(server.bytes / 1e6).toFixed(1)} MB, ${(server.ms / 1000).toFixed(1)} s of work;`,
  )
  line(`${figure(server.cost / REPOSITORIES)} ms of processor time of the server's main process for each.`)
  line(`The next look comes after ${minutes.toFixed(1)} minutes in the mean: ${figure(perSecond)} requests per second to the host.`)
}

/** A push should not queue behind hundreds of unchanged repositories. */
async function benchPushMeanwhile(data: string, token: string, measured: MeasuredHost): Promise<void> {
  const { asked, host } = measured
  await makeAllDue(data)
  await using server = await startServerUnderTest(data)
  const repository = host.repositories.find(({ identifier }) => identifier === PUSHED.identifier)
  if (repository === undefined) throw new Error('the repository is gone')
  for (const hook of host.hooks) hook.url = `${server.url}${new URL(hook.url).pathname}`
  const push = async (version: string) => {
    await host.push(repository, { files: { 'main.tf': `# ${version}\n` }, tags: [`v${version}`] })
    const isThere = async () => (await versionsOf(server, token, PUSHED.module)).includes(version)
    await eventually(`${version} did not come`, isThere, { everyMs: 5 })
    return performance.now() - measured.lastDelivery.sentAt
  }
  const idle: number[] = []
  for (let number = 0; number < 3; number++) idle.push(await push(`1.0.${number}`))
  asked.length = 0
  await eventually('nothing was looked at', () => asked.length > 50, { patienceMs: PATIENCE })
  const meanwhile: number[] = []
  while (meanwhile.length < MAX_PUSHES && (await isReconciling(asked))) meanwhile.push(await push(`2.0.${meanwhile.length}`))
  line(`\nPush of a tag to its version while that goes on: ${figure(median(meanwhile))} ms in the median of ${meanwhile.length},`)
  line(`${figure(Math.max(...meanwhile))} ms at worst; ${figure(median(idle))} ms just before.`)
}

async function isReconciling(asked: AskedOfHost[]): Promise<boolean> {
  asked.length = 0
  await delay(LOOK_FOR_MS)
  return asked.some(({ url }) => url.includes('/terraform-null-module-'))
}
