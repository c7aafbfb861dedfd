// (i) What an import notices of other organizations with slow hosts and heavy archives.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startGitRemote } from '../test/support/git-remote.ts'
import { figure, median } from './figures.ts'
import { type Hostile, heavyArchives, startSlowHost, uploadHeavily } from './hostile-tenants.ts'
import { openInstallation, publish, untilImported } from './import.ts'
import { heading, line, table } from './report.ts'
import { buildModuleRepository, FILES, TAGS } from './seed/module-repository.ts'

const ROUNDS = 3
const SLOW_HOSTS = 6
const UPLOADERS = 4
const BYTES_PER_SECOND = 3000

export async function benchNeighbours(directory: string): Promise<void> {
  const root = join(directory, 'git')
  mkdirSync(root)
  await buildModuleRepository(root)
  const archives = await heavyArchives()
  const remote = await startGitRemote({ root })
  heading(`(i) an import beside ${SLOW_HOSTS + UPLOADERS} hostile organizations`)
  line(`${TAGS} tags with ${FILES} files are imported, alone and beside ${SLOW_HOSTS} organizations whose git hosts send`)
  line(`${BYTES_PER_SECOND} bytes per second or nothing, and ${UPLOADERS} that upload heavy archives without a pause.\n`)
  try {
    const rounds: { alone: number; beside: number }[] = []
    for (let count = 0; count < ROUNDS; count++) {
      const alone = await importTime(directory, remote.url)
      const beside = await importTime(directory, remote.url, { root, archives })
      rounds.push({ alone, beside })
      line(`Round ${count + 1}: ${figure(alone / TAGS)} ms a tag alone, ${figure(beside / TAGS)} beside them.`)
    }
    report(rounds)
  } finally {
    await remote.close()
  }
}

/** An installation of its own, because the tags can be imported only once. @returns milliseconds */
async function importTime(directory: string, remoteUrl: string, hostile?: { root: string; archives: readonly Buffer[] }): Promise<number> {
  await using installation = await openInstallation(directory)
  await using stack = new AsyncDisposableStack()
  const start = async (tenant: Promise<Hostile>) => void stack.use(await tenant)
  if (hostile !== undefined) {
    for (let index = 0; index < SLOW_HOSTS; index++) {
      const fault = index % 2 === 0 ? ({ kind: 'drip', bytesPerSecond: BYTES_PER_SECOND } as const) : ({ kind: 'hang' } as const)
      await start(startSlowHost(installation, { root: hostile.root, name: `slow-${index}`, fault }))
    }
    const { archives } = hostile
    for (let index = 0; index < UPLOADERS; index++) await start(uploadHeavily(installation, { name: `heavy-${index}`, archives }))
  }
  await publish(installation, remoteUrl)
  return (await untilImported(installation)).time
}

function report(rounds: readonly { alone: number; beside: number }[]): void {
  const [alone, beside] = [rounds.map((round) => round.alone / TAGS), rounds.map((round) => round.beside / TAGS)]
  const ratios = rounds.map((round) => round.beside / round.alone)
  table(
    ['ms', 'alone', 'beside them', 'median of ratios', 'ratio of bests'],
    [
      [
        'import, per tag',
        figure(median(alone)),
        figure(median(beside)),
        figure(median(ratios)),
        figure(Math.min(...beside) / Math.min(...alone)),
      ],
    ],
  )
}
