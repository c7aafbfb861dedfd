// Starts programs from a small process. Forking copies the page tables of whoever forks: from a process with hundreds of megabytes,
// which answers requests, that takes milliseconds to tens of them, and nothing else happens meanwhile.
import type { ProgramRequest, RunningProgram } from './program.ts'
import { createStarter, type Starter } from './starter.ts'

/** It holds as much memory as a bare Node. */
const IDLE_MS = 60_000

let current: Starter | undefined

/** @throws Error when the program cannot be started, or the process that starts programs ends */
export async function startProgram(request: ProgramRequest): Promise<RunningProgram> {
  if (current?.isAlive() !== true) current = createStarter({ idleMs: IDLE_MS })
  return current.start(request)
}
