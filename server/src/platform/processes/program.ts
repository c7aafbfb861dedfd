// A program that the server runs, such as git.
import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

export interface ProgramRequest {
  command: string
  args: readonly string[]
  /** all of it: the program inherits nothing else */
  environment: Record<string, string>
}

/** It runs in `/`, with low priority, in a process group of its own. */
export interface RunningProgram {
  stdin: Writable
  stdout: Readable
  stderr: Readable
  /** its exit code, or null when a signal ended it; settled once it has ended and its output has been read */
  ended: Promise<number | null>
  /** Kills it and all programs that it started. */
  kill(): void
}

/** @throws Error when the program cannot be started */
export type StartProgram = (request: ProgramRequest) => Promise<RunningProgram>

/** In `/`, so that no directory is kept busy; in a group of its own, so that killing it also kills git's helpers. */
export const SPAWN_OPTIONS = { cwd: '/', detached: true } as const

/** Starts the program as a child of this process, which has to be a small one: see `startProgram`. */
export const spawnProgram: StartProgram = async ({ command, args, environment }) => {
  const child = spawn(command, args, { ...SPAWN_OPTIONS, env: environment, stdio: 'pipe' })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, kill: () => killGroup(child.pid) }
}

/** @param pid of the process that leads the group */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}
