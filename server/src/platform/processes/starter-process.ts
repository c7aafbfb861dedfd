// The small process that starts programs for the server. It ends with the server, and so do the programs.
import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { lowerPriority } from './priority.ts'
import { killGroup, SPAWN_OPTIONS } from './program.ts'
import { readStreamHeader, type StarterNews, type StartOrder } from './starter-messages.ts'

interface Preparation {
  order?: StartOrder
  streams: Socket[]
}

const [address = ''] = process.argv.slice(2)
const preparations = new Map<number, Preparation>()
const running = new Set<number>()

createServer((socket) => {
  socket.once('error', () => socket.destroy())
  socket.once('data', (header) => {
    // What follows is for the program.
    socket.pause()
    const { id, stream } = readStreamHeader(header.toString('latin1'))
    prepare(id, ({ streams }) => {
      streams[stream] = socket
    })
  })
}).listen(address, () => tell({ kind: 'listening' }))

process.on('message', (order: StartOrder) => {
  prepare(order.id, (preparation) => {
    preparation.order = order
  })
})

process.once('disconnect', () => {
  for (const pid of running) killGroup(pid)
  rmSync(dirname(address), { recursive: true, force: true })
  process.exit()
})

function prepare(id: number, add: (preparation: Preparation) => void): void {
  const preparation = preparations.get(id) ?? { streams: [] }
  preparations.set(id, preparation)
  add(preparation)
  const { order, streams } = preparation
  const [stdin, stdout, stderr] = streams
  if (order === undefined || stdin === undefined || stdout === undefined || stderr === undefined) return
  preparations.delete(id)
  start(order, [stdin, stdout, stderr])
}

function start({ id, command, args, environment }: StartOrder, streams: [Socket, Socket, Socket]): void {
  const fail = (error: unknown) => tell({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) })
  try {
    const child = spawn(command, args, { ...SPAWN_OPTIONS, env: environment, stdio: streams })
    child.once('error', fail)
    if (child.pid !== undefined) follow(child, child.pid, id)
  } catch (error) {
    // Some of what cannot be started is an exception, such as arguments that are too long.
    fail(error)
  } finally {
    // The program has its own; the last copy closes the connection.
    for (const stream of streams) stream.destroy()
  }
}

function follow(child: ChildProcess, pid: number, id: number): void {
  lowerPriority(pid)
  running.add(pid)
  child.once('exit', (exitCode) => {
    running.delete(pid)
    tell({ kind: 'ended', id, exitCode })
  })
  tell({ kind: 'started', id, pid })
}

function tell(news: StarterNews): void {
  process.send?.(news)
}
