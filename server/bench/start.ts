// (j) From the start of the program to its first answer, against bare node:http, and the memory of an idle server.
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { stopProcess } from './children.ts'
import { figure, median } from './figures.ts'
import { heading, line, table } from './report.ts'
import { freePort, PROGRAM, settings } from './server-under-test.ts'

const ROUNDS = 7
const LOOK_EVERY_MS = 5
/** An idle server has given back by then what its start has used. */
const IDLE_MS = 25_000
const KILOBYTES_PER_MEGABYTE = 1024
const BARE = "require('node:http').createServer((request, response) => response.end('ok')).listen(Number(process.argv[1]), '127.0.0.1')"

export async function benchStart(directory: string): Promise<void> {
  heading('(j) Start and memory')
  line(`${ROUNDS} alternating starts of each, on a data directory that exists. Memory after ${IDLE_MS / 1000} s without requests.\n`)
  const terrace = (port: number) =>
    start([PROGRAM, 'serve'], { ...settings(directory), TERRACE_LISTEN: `127.0.0.1:${port}`, TERRACE_LOG_LEVEL: 'error' })
  await timeOf(terrace)
  const rounds: { bare: number; terrace: number }[] = []
  for (let count = 0; count < ROUNDS; count++) rounds.push({ bare: await timeOf(bare), terrace: await timeOf(terrace) })
  const [bares, terraces] = [rounds.map((round) => round.bare), rounds.map((round) => round.terrace)]
  const ratios = rounds.map((round) => round.terrace / round.bare)
  const best = Math.min(...terraces) / Math.min(...bares)
  table(
    ['figure', 'bare', 'terrace', 'median of ratios', 'ratio of bests'],
    [
      ['first answer, ms', median(bares).toFixed(0), median(terraces).toFixed(0), figure(median(ratios)), figure(best)],
      await memories(terrace),
    ],
  )
}

type Start = (port: number) => ChildProcess

function bare(port: number): ChildProcess {
  return start(['-e', BARE, String(port)], { PATH: process.env['PATH'] })
}

function start(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** @returns milliseconds */
async function timeOf(program: Start): Promise<number> {
  const port = await freePort()
  const began = performance.now()
  const child = program(port)
  await answers(port)
  const took = performance.now() - began
  await stopProcess(child)
  return took
}

async function answers(port: number): Promise<void> {
  while ((await fetch(`http://127.0.0.1:${port}/livez`).catch(() => undefined)) === undefined) await delay(LOOK_EVERY_MS)
}

async function memories(terrace: Start): Promise<string[]> {
  const [one, other] = [await memoryOf(bare), await memoryOf(terrace)]
  return ['memory, MB (own share)', described(one), described(other), figure(other.rss / one.rss), '']
}

interface Memory {
  /** megabytes that are resident */
  rss: number
  /** of these, what no other process has, and the share of what others have too */
  pss: number
}

async function memoryOf(program: Start): Promise<Memory> {
  const port = await freePort()
  const child = program(port)
  await answers(port)
  await delay(IDLE_MS)
  const all = [child.pid, ...childrenOf(child.pid)].map(memoryIn)
  await stopProcess(child)
  return { rss: all.reduce((sum, { rss }) => sum + rss, 0), pss: all.reduce((sum, { pss }) => sum + pss, 0) }
}

function childrenOf(pid: number | undefined): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((each) => each !== '')
}

function memoryIn(pid: number | string | undefined): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const megabytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1]) / KILOBYTES_PER_MEGABYTE
  return { rss: megabytes('Rss'), pss: megabytes('Pss') }
}

function described({ rss, pss }: Memory): string {
  return `${rss.toFixed(0)} (${pss.toFixed(0)})`
}
