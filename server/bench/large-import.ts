// (k) What an import costs of a repository whose shape is that of large public modules, against git alone.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { lowerPriority } from '../src/platform/processes/index.ts'
import { startGitRemote } from '../test/support/git-remote.ts'
import { type ProcessorTimes, peakMemory, processorTimesBelow } from './children.ts'
import { figure, median, sum } from './figures.ts'
import { openInstallation, publish, untilImported } from './import.ts'
import { heading, line, table } from './report.ts'
import { buildLargeRepository } from './seed/large-repository.ts'
import { IDENTIFIER } from './seed/module-repository.ts'

const ROUNDS = 5
/** Each look costs the server as much as a part of a tag. */
const LOOK_EVERY = 200
const MEGABYTE = 1024 ** 2

interface Round {
  /** milliseconds */
  git: { time: number; cost: number }
  terrace: ProcessorTimes & { time: number; peakMb: number; dataMb: number }
}

export async function benchLargeImport(directory: string, tags: number): Promise<void> {
  const root = join(directory, 'git')
  mkdirSync(root)
  await buildLargeRepository(join(root, `${IDENTIFIER}.git`), tags)
  const remote = await startGitRemote({ root })
  try {
    heading(`(k) import of ${tags} tags of a repository like those of large public modules`)
    const rounds: Round[] = []
    for (let count = 0; count < ROUNDS; count++) {
      const git = await gitAlone(mkdtempSync(join(directory, 'alone-')), remote.url)
      rounds.push({ git, terrace: await importAll(directory, remote.url, tags) })
    }
    report(rounds, tags)
  } finally {
    await remote.close()
  }
}

async function importAll(directory: string, remoteUrl: string, tags: number): Promise<Round['terrace']> {
  await using installation = await openInstallation(directory)
  const { pid } = installation.server
  const before = processorTimesBelow(pid)
  await publish(installation, remoteUrl)
  const { time } = await untilImported(installation, tags, LOOK_EVERY)
  const after = processorTimesBelow(pid)
  const spent = (which: keyof ProcessorTimes) => after[which] - before[which]
  const dataMb = (await sizeOf(installation.dataDirectory)) / MEGABYTE
  return { time, main: spent('main'), children: spent('children'), others: spent('others'), peakMb: peakMemory(pid), dataMb }
}

/** Without the repository that was fetched, which is about to be removed. */
async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const scratch = join(directory, 'scratch')
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.startsWith(scratch))
  return sum(await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size)))
}

/** All tags without their history, then an archive of each, one after the other. `times` tells what the shell's children used. */
const SCRIPT = `set -e
git init --quiet --bare --template= .
git fetch --quiet --depth=1 --no-tags -- "$1" 'refs/tags/*:refs/tags/*'
for tag in $(git tag); do git archive "$tag" | gzip > archive.tar.gz; done
times`

async function gitAlone(directory: string, remoteUrl: string): Promise<Round['git']> {
  const began = performance.now()
  const running = promisify(execFile)('sh', ['-c', SCRIPT, 'sh', `${remoteUrl}/${IDENTIFIER}.git`], { cwd: directory })
  // As the server runs git.
  lowerPriority(running.child.pid)
  const { stdout } = await running
  return { time: performance.now() - began, cost: timesOfChildren(stdout) }
}

/** @param times such as `0m0.01s 0m0.02s`, a line for the shell and one for its children */
function timesOfChildren(times: string): number {
  const last = times.trim().split('\n').at(-1) ?? ''
  return sum([...last.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, seconds]) => (Number(minutes) * 60 + Number(seconds)) * 1000))
}

function report(rounds: readonly Round[], tags: number): void {
  const perTag = (value: (round: Round) => number) => rounds.map((round) => value(round) / tags)
  const row = (name: string, value: Record<'git' | 'terrace', (round: Round) => number>) => {
    const [alone, ours] = [perTag(value.git), perTag(value.terrace)]
    const ratios = ours.map((value, index) => value / (alone[index] ?? Number.NaN))
    return [name, figure(median(alone)), figure(median(ours)), figure(median(ratios)), figure(Math.min(...ours) / Math.min(...alone))]
  }
  table(
    ['ms a tag', 'git alone', 'terrace', 'median of ratios', 'ratio of bests'],
    [
      row('time', { git: ({ git }) => git.time, terrace: ({ terrace }) => terrace.time }),
      row('processor time', { git: ({ git }) => git.cost, terrace: ({ terrace: { main, children, others } }) => main + children + others }),
    ],
  )
  const of = (value: (terrace: Round['terrace']) => number) => figure(median(rounds.map(({ terrace }) => value(terrace))))
  line(`\nProcessor time of the import, ms a tag: main process ${of(({ main }) => main / tags)},`)
  line(`sandbox ${of(({ children }) => children / tags)}, git ${of(({ others }) => others / tags)}.`)
  line(`Peak memory of the main process ${of(({ peakMb }) => peakMb)} MB, data directory ${of(({ dataMb }) => dataMb)} MB.`)
}
