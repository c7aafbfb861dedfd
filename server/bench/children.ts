// Processes that the benchmarks start. They are ended by their own id, also when a benchmark fails.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { sum } from './figures.ts'

/** Runs a program of this folder with a channel for messages. @param program such as `new URL('./x-process.ts', import.meta.url)` */
export function startProcess(program: URL): ChildProcess {
  return fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: ['--disable-warning=ExperimentalWarning'] })
}

/** Sends one message and waits for its answer. */
export async function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  const answer = once(child, 'message')
  child.send(message)
  const [content] = await answer
  return content as Answer
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

const TICKS_PER_SECOND = 100
const MILLISECONDS = 1000
/** Places in /proc/PID/stat, counted after the program's name in parentheses. */
const PARENT = 1
const OWN_TIMES = [11, 12]
/** of children that have ended */
const CHILDREN_TIMES = [13, 14]

/** @returns milliseconds of processor time that the process has used, all threads; NaN where there is no /proc */
export function processorTime(pid: number | undefined): number {
  return sumOf(statOf(pid), OWN_TIMES)
}

/** Milliseconds of processor time. */
export interface ProcessorTimes {
  main: number
  /** children that are alive, without their own children */
  children: number
  /** those that have ended, and children of children */
  others: number
}

/** @returns what a process and those below it have used */
export function processorTimesBelow(pid: number | undefined): ProcessorTimes {
  const stats = new Map(processes().map((each) => [each, statOf(each)]))
  const childrenOf = (parent: number | undefined) => [...stats].flatMap(([each, stat]) => (Number(stat[PARENT]) === parent ? [each] : []))
  const whole = (each: number): number => sumOf(stats.get(each) ?? [], [...OWN_TIMES, ...CHILDREN_TIMES]) + sum(childrenOf(each).map(whole))
  const main = processorTime(pid)
  const children = sum(childrenOf(pid).map(processorTime))
  return { main, children, others: (pid === undefined ? Number.NaN : whole(pid)) - main - children }
}

/** @returns the most memory that the process has held, in megabytes; NaN where there is no /proc */
export function peakMemory(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / KILOBYTES
  } catch {
    return Number.NaN
  }
}

const KILOBYTES = 1024

function processes(): number[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
}

function statOf(pid: number | undefined): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

function sumOf(stat: readonly string[], places: readonly number[]): number {
  return (sum(places.map((place) => Number(stat[place]))) * MILLISECONDS) / TICKS_PER_SECOND
}
