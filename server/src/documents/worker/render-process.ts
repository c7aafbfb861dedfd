// The server's side of the rendering process, which starts with the first document and ends when there are no more. A thread would
// not do: one whose memory is used up can take the server with it.
import { type ChildProcess, fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { lowerPriority } from '../../platform/processes/index.ts'
import type { RenderReply, RenderTask } from './messages.ts'

export interface RenderLimits {
  /** Milliseconds of processor time for one document; time alone would depend on how busy the machine is. Counted on Linux. */
  maxCpuMs: number
  /** Milliseconds, however busy the machine is. */
  maxWallMs: number
  /** Megabytes of JavaScript objects. */
  maxHeapMb: number
  /** Milliseconds without a document after which the process ends. */
  idleMs: number
}

export interface RenderProcess {
  /** One at a time. @throws Error when the document exceeds a limit */
  render(task: RenderTask): Promise<string>
  isRunning(): boolean
  close(): Promise<void>
}

const LOOK_EVERY_MS = 100
/** Linux counts processor time in hundredths of a second, whatever the processor. */
const TICK_MS = 10

/** @param program of the process, for tests */
export function createRenderProcess(limits: RenderLimits, program: URL = new URL('./render-child.ts', import.meta.url)): RenderProcess {
  let running: ChildProcess | undefined
  let idle: NodeJS.Timeout | undefined

  function start(): ChildProcess {
    const child = fork(fileURLToPath(program), [], {
      execArgv: [`--max-old-space-size=${limits.maxHeapMb}`, '--disable-warning=ExperimentalWarning'],
      // It reads untrusted files, so it gets none of the server's secrets.
      env: { LANG: 'C' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    lowerPriority(child.pid)
    // A task that is under way hears of it too.
    child.on('error', () => {})
    child.on('exit', () => {
      if (running === child) running = undefined
    })
    return child
  }

  async function end(): Promise<void> {
    clearTimeout(idle)
    const child = running
    running = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve))
    child.kill('SIGKILL')
    await ended
  }

  return {
    isRunning: () => running !== undefined,
    async render(task) {
      clearTimeout(idle)
      running ??= start()
      try {
        const reply = await answerOf(running, task, limits)
        if ('failure' in reply) throw new Error(reply.failure)
        idle = setTimeout(() => void end(), limits.idleMs).unref()
        return reply.html
      } catch (error) {
        // Whatever it holds goes with it.
        await end()
        throw error
      }
    },
    close: end,
  }
}

async function answerOf(child: ChildProcess, task: RenderTask, { maxCpuMs, maxWallMs }: RenderLimits): Promise<RenderReply> {
  const { promise, resolve, reject } = Promise.withResolvers<RenderReply>()
  const onMessage = (reply: unknown) => resolve(reply as RenderReply)
  const onExit = () => reject(new Error('the process has ended, perhaps for want of memory'))
  child.on('message', onMessage).on('error', reject).on('exit', onExit)
  const began = performance.now()
  let before: number | undefined
  const look = async () => {
    if (performance.now() - began > maxWallMs) reject(new Error(`it takes more than ${maxWallMs} ms`))
    const used = await cpuMs(child.pid)
    if (used === undefined) return
    before ??= used
    if (used - before > maxCpuMs) reject(new Error(`it takes more than ${maxCpuMs} ms of processor time`))
  }
  const looking = setInterval(() => void look(), LOOK_EVERY_MS)
  try {
    child.send(task, (error) => {
      if (error !== null) reject(error)
    })
    return await promise
  } finally {
    clearInterval(looking)
    child.off('message', onMessage).off('error', reject).off('exit', onExit)
  }
}

/** @returns undefined when the process has ended, and where nobody counts */
async function cpuMs(pid: number | undefined): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // proc_pid_stat(5): fields 14 and 15. The second one is a name in parentheses, which may have spaces.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) * TICK_MS
}
