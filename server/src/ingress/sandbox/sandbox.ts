// Inspects modules' files in a separate process, with low priority, little memory and limited time. Whatever the files do to
// it, the server keeps answering, and the next package gets a new process.
import { type ChildProcess, fork } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { lowerPriority } from '../../platform/processes/index.ts'
import { createDeathRegister, type Death, EXPLANATIONS } from './deaths.ts'
import type { PrepareOutcome, PrepareRequest, SandboxReply } from './messages.ts'

export interface SandboxLimits {
  /** of the JavaScript heap, in megabytes */
  memoryMb: number
  /** per package, in milliseconds */
  timeMs: number
}

export const DEFAULT_SANDBOX_LIMITS: SandboxLimits = { memoryMb: 256, timeMs: 60_000 }

export interface Sandbox {
  /**
   * One package at a time; further calls wait. A package whose process dies is retried, and refused after so many deaths that
   * it must be at fault: see `deaths.ts`.
   * @throws Error for failures that may not be the package's fault, which are worth a retry later
   */
  prepare(request: PrepareRequest): Promise<PrepareOutcome>
  close(): void
}

/** The process ended before it answered. */
class SandboxDied extends Error {
  override readonly name = 'SandboxDied'
  readonly death: Death

  constructor(death: Death) {
    super(`the sandbox process ended before it answered: ${EXPLANATIONS[death]}`)
    this.death = death
  }
}

export function createSandbox(limits: SandboxLimits = DEFAULT_SANDBOX_LIMITS, program = new URL('./child.ts', import.meta.url)): Sandbox {
  let child: ChildProcess | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let closed = false
  const deaths = createDeathRegister()

  function start(): ChildProcess {
    const started = fork(fileURLToPath(program), [], {
      execArgv: [`--max-old-space-size=${limits.memoryMb}`, '--disable-warning=ExperimentalWarning'],
      // It reads untrusted files, so it gets none of the server's secrets. It only has to find git.
      env: { PATH: process.env['PATH'], LANG: 'C' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    lowerPriority(started.pid)
    const forget = () => {
      if (child === started) child = undefined
    }
    started.once('exit', forget)
    started.once('error', forget)
    child = started
    return started
  }

  async function attempt(request: PrepareRequest): Promise<PrepareOutcome> {
    if (closed) throw new Error('the sandbox was closed')
    const reply = await ask(child ?? start(), request, limits.timeMs)
    if (reply.kind === 'error') throw new Error(reply.message)
    return reply.outcome
  }

  async function prepare(request: PrepareRequest): Promise<PrepareOutcome> {
    for (;;) {
      try {
        const outcome = await attempt(request)
        deaths.forget(request.name)
        return outcome
      } catch (error) {
        if (!(error instanceof SandboxDied)) throw error
        if (closed) throw new Error('the sandbox was closed', { cause: error })
        if (deaths.record(request.name, error.death) === 'its own fault') return { kind: 'refused', message: tooMuch(limits) }
        if (error.death !== 'itself') throw error
        await rm(request.destination, { force: true })
      }
    }
  }

  return {
    prepare(request) {
      const result = turn.then(() => prepare(request))
      turn = result.catch(() => undefined)
      return result
    },
    close() {
      closed = true
      child?.kill('SIGKILL')
    },
  }
}

function ask(child: ChildProcess, request: PrepareRequest, timeMs: number): Promise<SandboxReply> {
  return new Promise((resolve, reject) => {
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, timeMs)
    const settle = () => {
      clearTimeout(timer)
      child.off('exit', onExit).off('error', onError).off('message', onMessage)
    }
    const onExit = (_code: number | null, signal: NodeJS.Signals | null) => {
      settle()
      reject(new SandboxDied(late ? 'time' : signal === 'SIGKILL' ? 'killed' : 'itself'))
    }
    // The process failed to start, which is not the package's fault.
    const onError = (error: Error) => {
      settle()
      reject(error)
    }
    const onMessage = (reply: unknown) => {
      settle()
      resolve(reply as SandboxReply)
    }
    child.once('exit', onExit).once('error', onError).once('message', onMessage)
    child.send(request, (error) => {
      if (error !== null) child.kill('SIGKILL')
    })
  })
}

function tooMuch({ memoryMb, timeMs }: SandboxLimits): string {
  return `the module could not be inspected within ${memoryMb} MB of memory and ${timeMs / 1000} seconds`
}
