// Runs everything that looks into a module's files in a process of its own: low priority, little memory, limited time.
// Whatever those files do to it, the server goes on answering, and the next package gets a new process.
import { type ChildProcess, fork } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { lowerPriority } from '../../platform/processes/index.ts'
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
   * One package at a time; further calls wait. A package whose process dies is tried once more and then refused.
   * @throws Error for failures that are not the package's own
   */
  prepare(request: PrepareRequest): Promise<PrepareOutcome>
  close(): void
}

/** The process ended before it answered. */
class SandboxDied extends Error {
  override readonly name = 'SandboxDied'
}

export function createSandbox(limits: SandboxLimits = DEFAULT_SANDBOX_LIMITS, program = new URL('./child.ts', import.meta.url)): Sandbox {
  let child: ChildProcess | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let closed = false

  function start(): ChildProcess {
    const started = fork(fileURLToPath(program), [], {
      execArgv: [`--max-old-space-size=${limits.memoryMb}`, '--disable-warning=ExperimentalWarning'],
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
    for (const last of [false, true]) {
      try {
        return await attempt(request)
      } catch (error) {
        if (!(error instanceof SandboxDied)) throw error
        if (last) return { kind: 'refused', message: tooMuch(limits) }
        await rm(request.destination, { force: true })
      }
    }
    throw new Error('unreachable')
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
    const timer = setTimeout(() => child.kill('SIGKILL'), timeMs)
    const settle = () => {
      clearTimeout(timer)
      child.off('exit', onExit).off('error', onError).off('message', onMessage)
    }
    const onExit = () => {
      settle()
      reject(new SandboxDied('the sandbox process ended before it answered'))
    }
    // It could not even be started, which is no package's fault.
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
