// One process that inspects modules' files, with low priority, little memory and limited time.
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { lowerPriority } from '../../platform/processes/index.ts'
import { type Death, EXPLANATIONS } from './deaths.ts'
import type { InspectRequest, PrepareRequest, SandboxReply } from './messages.ts'

export interface SandboxLimits {
  /** of the JavaScript heap, in megabytes */
  memoryMb: number
  /** per package, in milliseconds */
  timeMs: number
}

/** The process ended before it answered. */
export class SandboxDied extends Error {
  override readonly name = 'SandboxDied'
  readonly death: Death

  constructor(death: Death) {
    super(`the sandbox process ended before it answered: ${EXPLANATIONS[death]}`)
    this.death = death
  }
}

export interface SandboxProcess {
  /** One package at a time. @throws SandboxDied; Error when the process cannot be started */
  ask(request: PrepareRequest | InspectRequest): Promise<SandboxReply>
  /** false once it has ended; then another one is needed */
  isAlive(): boolean
  kill(): void
}

export function startSandboxProcess(program: URL, limits: SandboxLimits): SandboxProcess {
  const child = fork(fileURLToPath(program), [], {
    execArgv: [
      `--max-old-space-size=${limits.memoryMb}`,
      `--initial-old-space-size=${uncollectedMb(limits)}`,
      '--disable-warning=ExperimentalWarning',
    ],
    // It reads untrusted files, so it gets none of the server's secrets. It only has to find git.
    env: { PATH: process.env['PATH'], LANG: 'C' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  lowerPriority(child.pid)
  let isAlive = true
  const end = () => {
    isAlive = false
  }
  child.once('exit', end)
  child.once('error', end)
  return {
    ask: (request) => ask(child, request, limits.timeMs),
    isAlive: () => isAlive,
    kill() {
      end()
      child.kill('SIGKILL')
    },
  }
}

/** Megabytes up to which no garbage is collected among what lives long. A sixth of the time would go there otherwise. */
function uncollectedMb({ memoryMb }: SandboxLimits): number {
  return Math.floor(memoryMb / 2)
}

function ask(child: ChildProcess, request: PrepareRequest | InspectRequest, timeMs: number): Promise<SandboxReply> {
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
