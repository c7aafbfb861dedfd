// The main thread's side of the rendering thread, which starts with the first document and ends when there are no more.
import { Worker } from 'node:worker_threads'
import type { RenderReply, RenderTask } from './messages.ts'

export interface RenderLimits {
  /** Milliseconds of processor time for one document; time alone would depend on how busy the machine is. */
  maxCpuMs: number
  /** Milliseconds, however busy the machine is. */
  maxWallMs: number
  /** Megabytes of JavaScript objects. */
  maxHeapMb: number
  /** Milliseconds without a document after which the thread ends. */
  idleMs: number
}

export interface RenderWorker {
  /** One at a time. @throws Error when the document exceeds a limit */
  render(task: RenderTask): Promise<string>
  isRunning(): boolean
  close(): Promise<void>
}

const LOOK_EVERY_MS = 100
const MICROSECONDS = 1000

/** @param program the thread's, for tests */
export function createRenderWorker(limits: RenderLimits, program: URL = new URL('./render-thread.ts', import.meta.url)): RenderWorker {
  let running: Worker | undefined
  let idle: NodeJS.Timeout | undefined

  function start(): Worker {
    const worker = new Worker(program, { name: 'documents', resourceLimits: { maxOldGenerationSizeMb: limits.maxHeapMb } })
    // A task that is under way hears of it too.
    worker.on('error', () => {})
    worker.on('exit', () => {
      if (running === worker) running = undefined
    })
    return worker
  }

  async function end(): Promise<void> {
    clearTimeout(idle)
    const worker = running
    running = undefined
    await worker?.terminate()
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

async function answerOf(worker: Worker, task: RenderTask, { maxCpuMs, maxWallMs }: RenderLimits): Promise<RenderReply> {
  const { promise, resolve, reject } = Promise.withResolvers<RenderReply>()
  const onExit = () => reject(new Error('the thread has ended'))
  worker.on('message', resolve).on('error', reject).on('exit', onExit)
  const began = performance.now()
  let before: number | undefined
  const look = async () => {
    if (performance.now() - began > maxWallMs) reject(new Error(`it takes more than ${maxWallMs} ms`))
    const used = await cpuMs(worker)
    if (used === undefined) return
    before ??= used
    if (used - before > maxCpuMs) reject(new Error(`it takes more than ${maxCpuMs} ms of processor time`))
  }
  const looking = setInterval(() => void look(), LOOK_EVERY_MS)
  try {
    worker.postMessage(task)
    return await promise
  } finally {
    clearInterval(looking)
    worker.off('message', resolve).off('error', reject).off('exit', onExit)
  }
}

/** @returns undefined when the thread has ended */
async function cpuMs(worker: Worker): Promise<number | undefined> {
  try {
    const { user, system } = await worker.cpuUsage()
    return (user + system) / MICROSECONDS
  } catch {
    return undefined
  }
}
