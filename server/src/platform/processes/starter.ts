// The server's side of the process that starts programs. Their standard streams are connections between the server and the program:
// nothing is copied on the way.
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectedProgram, openStream } from './connected-program.ts'
import type { StartProgram } from './program.ts'
import { type StarterNews, type StartOrder, streamHeader } from './starter-messages.ts'

export interface Starter {
  start: StartProgram
  /** false once it has ended, or is about to; then another one is needed */
  isAlive(): boolean
}

const PROGRAM = new URL('./starter-process.ts', import.meta.url)

export interface StarterOptions {
  /** after which it ends when no program runs */
  idleMs: number
  /** in which it has to start a program; milliseconds */
  startMs?: number
}

const START_MS = 10_000

export function createStarter({ idleMs, startMs = START_MS }: StarterOptions): Starter {
  const directory = mkdtempSync(join(tmpdir(), 'terrace-'))
  const address = join(directory, 'programs')
  const child = startProcess(address)
  const listening = quiet<void>()
  const orders = createOrders(child, idleMs)
  child.on('message', (news: StarterNews) => (news.kind === 'listening' ? listening.resolve() : orders.hear(news)))
  const end = (reason: string) => {
    const error = new Error(`the process that starts programs ended (${reason})`)
    rmSync(directory, { recursive: true, force: true })
    listening.reject(error)
    orders.fail(error)
  }
  // Sending to a process that has just ended is an error each time.
  child.on('error', ({ message }) => end(message))
  child.once('exit', (code, signal) => end(signal ?? `exit status ${code}`))

  const openStreams = async (id: number, opened: Socket[]) => {
    const open = async (stream: number) => {
      const socket = await openStream(address, streamHeader(id, stream))
      opened.push(socket)
      return socket
    }
    try {
      return [await open(0), await open(1), await open(2)] as const
    } catch (error) {
      // Somebody removed the address. Another starter has another one.
      child.kill()
      throw error
    }
  }

  return {
    isAlive: () => child.connected && !child.killed,
    async start(request) {
      const order = orders.begin()
      const { id } = order
      const opened: Socket[] = []
      const timer = setTimeout(() => child.kill('SIGKILL'), startMs)
      try {
        await listening.promise
        const streams = await openStreams(id, opened)
        child.send({ id, ...request } satisfies StartOrder)
        const pid = await order.started.promise
        const program = connectedProgram(streams, pid, order.exited.promise)
        const finish = () => orders.finish(id)
        program.ended.then(finish, finish)
        return program
      } catch (error) {
        for (const socket of opened) socket.destroy()
        orders.finish(id)
        throw error
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

function startProcess(address: string): ChildProcess {
  const child = fork(fileURLToPath(PROGRAM), [address], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // It hands each program an environment of the program's own.
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.unref()
  return child
}

/** What the programs that run, or are about to, wait for. While there are any, the channel keeps the server alive. */
function createOrders(child: ChildProcess, idleMs: number) {
  const orders = new Map<number, ReturnType<typeof newOrder>>()
  let lastId = 0
  let idle: NodeJS.Timeout | undefined
  return {
    begin() {
      clearTimeout(idle)
      child.channel?.ref()
      lastId += 1
      const order = newOrder(lastId)
      orders.set(order.id, order)
      return order
    },
    hear(news: Exclude<StarterNews, { kind: 'listening' }>) {
      const order = orders.get(news.id)
      if (news.kind === 'started') order?.started.resolve(news.pid)
      else if (news.kind === 'failed') order?.started.reject(new Error(news.message))
      else order?.exited.resolve(news.exitCode)
    },
    finish(id: number) {
      orders.delete(id)
      if (orders.size > 0) return
      child.channel?.unref()
      idle = setTimeout(() => child.connected && child.disconnect(), idleMs).unref()
    },
    fail(error: Error) {
      for (const { started, exited } of orders.values()) {
        started.reject(error)
        exited.reject(error)
      }
    },
  }
}

function newOrder(id: number) {
  return { id, started: quiet<number>(), exited: quiet<number | null>() }
}

/** A promise that may be rejected before anybody waits for it. */
function quiet<T>(): PromiseWithResolvers<T> {
  const resolvers = Promise.withResolvers<T>()
  resolvers.promise.catch(() => undefined)
  return resolvers
}
