// (b) What the import of a large repository costs, and (c) how much requests notice of it.
import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createApiClient } from '../demo/api-client.ts'
import { startGitRemote } from '../test/support/git-remote.ts'
import { processorTime } from './children.ts'
import { figure, median } from './figures.ts'
import { measureStages } from './import-stages.ts'
import { type Load, type LoadResult, startLoad } from './load/index.ts'
import { heading, line, table } from './report.ts'
import { ORGANIZATION, seedCatalogue, versionsPath } from './seed/catalogue.ts'
import { buildModuleRepository, FILES, IDENTIFIER, MODULE, TAGS } from './seed/module-repository.ts'
import { type ServerUnderTest, startServerUnderTest } from './server-under-test.ts'

const IMPORTS = 3
const IMPORTED = `/api/registry/v1/modules/${ORGANIZATION}/${MODULE.name}/${MODULE.provider}/versions`
const LOOK_EVERY = 25
const PATIENCE = 300_000
const SETTLE_MS = 1500
/** A steady trickle of clients: they should wait for the import, not for each other. */
const RATE = 400
const CONNECTIONS = 8

export async function benchImport(directory: string): Promise<void> {
  const root = join(directory, 'git')
  mkdirSync(root)
  await buildModuleRepository(root)
  const remote = await startGitRemote({ root })
  try {
    heading(`(b) import of ${TAGS} tags with ${FILES} files, over HTTP from this machine`)
    const alone: { time: number; cost: number }[] = []
    for (let count = 0; count < IMPORTS; count++) {
      await using installation = await openInstallation(directory)
      await publish(installation, remote.url)
      alone.push(await untilImported(installation))
    }
    const times = alone.map(({ time }) => time / TAGS)
    line(`Whole: ${figure(Math.min(...times))} ms a tag at best, ${figure(median(times))} in the median of ${IMPORTS} imports;`)
    line(`the server's main process used ${figure(median(alone.map(({ cost }) => cost / TAGS)))} ms of processor time of them.\n`)
    await measureStages(mkdtempSync(join(directory, 'stages-')), remote.url)
    await benchRequestsDuringImport(directory, remote.url, median(times) * TAGS)
  } finally {
    await remote.close()
  }
}

export interface Installation extends AsyncDisposable {
  server: ServerUnderTest
  dataDirectory: string
  token: string
}

/** @param modules that are there already */
export async function openInstallation(directory: string, modules = 1): Promise<Installation> {
  const data = mkdtempSync(join(directory, 'data-'))
  const { token } = await seedCatalogue(data, modules, 20)
  const server = await startServerUnderTest(data)
  return { server, dataDirectory: data, token, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

export async function publish({ server, token }: Installation, remoteUrl: string): Promise<void> {
  const api = createApiClient(server.url, token)
  const connection = await api.post(`/api/v2/organizations/${ORGANIZATION}/oauth-clients`, 'oauth-clients', {
    'service-provider': 'git',
    'http-url': remoteUrl,
  })
  const tokens = connection.relationships['oauth-tokens']?.data
  const oauthTokenId = Array.isArray(tokens) ? tokens[0]?.id : undefined
  await api.post(`/api/v2/organizations/${ORGANIZATION}/registry-modules/vcs`, 'registry-modules', {
    'vcs-repo': { identifier: IDENTIFIER, 'oauth-token-id': oauthTokenId },
  })
}

/** Waits until every tag is a version. @returns milliseconds since the call, of the clock and of the server's processor time */
export async function untilImported(
  { server, token }: Installation,
  tags = TAGS,
  lookEvery = LOOK_EVERY,
): Promise<{ time: number; cost: number }> {
  const used = processorTime(server.pid)
  const began = performance.now()
  while ((await countVersions(server, token)) < tags) {
    if (performance.now() - began > PATIENCE) throw new Error('the import did not end')
    await delay(lookEvery)
  }
  return { time: performance.now() - began, cost: processorTime(server.pid) - used }
}

async function countVersions({ url }: ServerUnderTest, token: string): Promise<number> {
  const answer = await fetch(url + IMPORTED, { headers: { authorization: `Bearer ${token}` } })
  const { modules } = (await answer.json()) as { modules: { versions: unknown[] }[] }
  return modules[0]?.versions.length ?? 0
}

/** Half of the requests ask for the module whose versions are arriving, half for another one. */
async function benchRequestsDuringImport(directory: string, remoteUrl: string, expectedMs: number): Promise<void> {
  heading('(c) versions during that import')
  line(`${RATE} requests per second over ${CONNECTIONS} connections, half of them for the module being imported.\n`)
  await using load = startLoad()
  const rounds: { idle: LoadResult; importing: LoadResult }[] = []
  for (let count = 0; count < IMPORTS; count++) {
    await using installation = await openInstallation(directory)
    await publish(installation, remoteUrl)
    const [importing] = await Promise.all([request(load, installation, expectedMs), untilImported(installation)])
    await delay(SETTLE_MS)
    rounds.push({ importing, idle: await request(load, installation, expectedMs) })
  }
  const row = (name: string, value: (result: LoadResult) => number) => {
    const ratios = rounds.map(({ idle, importing }) => value(importing) / value(idle))
    const of = (which: 'idle' | 'importing') => figure(median(rounds.map((round) => value(round[which]))))
    const best = (which: 'idle' | 'importing') => Math.min(...rounds.map((round) => value(round[which])))
    return [name, of('idle'), of('importing'), figure(median(ratios)), figure(best('importing') / best('idle'))]
  }
  table(
    ['ms', 'idle', 'importing', 'median of ratios', 'ratio of bests'],
    [row('median', (result) => result.median), row('p99', (result) => result.p99), row('p99.9', (result) => result.p999)],
  )
}

function request(load: Load, { server, token }: Installation, durationMs: number): Promise<LoadResult> {
  const paths = [IMPORTED, versionsPath(0)]
  return load.run({ port: server.port, paths, token, connections: CONNECTIONS, durationMs, rate: RATE, expectedStatus: 200 })
}
