// Processes that the benchmarks start. They are ended by their own id, also when a benchmark fails.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

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
/** utime and stime in /proc/PID/stat, counted after the program's name in parentheses. */
const [USER_TIME, SYSTEM_TIME] = [11, 12]

/** @returns milliseconds of processor time that the process has used, all threads; NaN where there is no /proc */
export function processorTime(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return ((Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) * MILLISECONDS) / TICKS_PER_SECOND
  } catch {
    return Number.NaN
  }
}
