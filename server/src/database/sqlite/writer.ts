// The main thread's side of the writer thread: sends statements, and returns rows or errors.
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { TransactionStep, WriterData, WriterFailure, WriterReply, WriterRequest } from './messages.ts'
import { createPatience } from './patience.ts'
import type { StatementResult } from './statements.ts'

/** An error of SQLite as node:sqlite reports it, brought over from the writer thread. */
export class SqliteError extends Error {
  override readonly name = 'SqliteError'
  readonly code: string | undefined
  /** SQLite's extended result code, such as 2067 for a unique violation: https://sqlite.org/rescode.html */
  readonly errcode: number | undefined

  constructor(failure: WriterFailure) {
    super(failure.message)
    this.code = failure.code
    this.errcode = failure.errcode
  }
}

export interface Writer {
  /**
   * Inside a transaction, the reply is usually there when this returns: nothing else comes between two statements.
   * @throws SqliteError
   */
  statement(sql: string, parameters: readonly unknown[], transaction: TransactionStep): Promise<StatementResult>
  /** Waits for the disk. @throws SqliteError */
  commit(): Promise<void>
  /** Ends the open transaction, if SQLite has not ended it already. */
  rollback(): Promise<void>
  close(): Promise<void>
}

/**
 * Milliseconds in each turn of the event loop. A statement takes a tenth of one, a whole transaction one or two; where many
 * programs share the processors, the thread has to wait for one.
 */
const PATIENCE_MS = 2

interface Waiting {
  resolve: (result: StatementResult) => void
  reject: (error: Error) => void
}

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never

/** Starts the thread. @throws Error when the file cannot be opened */
export async function startWriter(file: string): Promise<Writer> {
  const { port1: port, port2: other } = new MessageChannel()
  const replies = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const workerData: WriterData = { file, port: other, replies }
  const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData, transferList: [other], name: 'database writer' })
  const patience = createPatience(PATIENCE_MS)
  const { waiting, end, send } = exchangeOver(port)
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))))
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      end(new Error('the database writer thread has ended'))
      port.close()
      resolve()
    })
  })

  /** Stands still until the reply is there, or patience is at its end: then the reply comes as a message. */
  const standStill = (id: number) => {
    const began = performance.now()
    const end = began + patience.left()
    while (waiting.has(id)) {
      const seen = Atomics.load(replies, 0)
      const received: { message: WriterReply } | undefined = receiveMessageOnPort(port)
      if (received !== undefined) {
        settle(waiting, received.message)
        continue
      }
      const left = end - performance.now()
      if (left <= 0) break
      Atomics.wait(replies, 0, seen, left)
    }
    patience.spend(performance.now() - began)
  }

  await send({ kind: 'rollback' }).answer // answers when the file is open
  return {
    statement: (sql, parameters, transaction) => {
      const { id, answer } = send({ kind: 'statement', sql, parameters, transaction })
      // What commits on its own waits for the disk.
      if (transaction !== 'none') standStill(id)
      return answer
    },
    commit: async () => void (await send({ kind: 'statement', sql: 'commit', parameters: [], transaction: 'continue' }).answer),
    rollback: async () => void (await send({ kind: 'rollback' }).answer),
    close: async () => {
      await send({ kind: 'close' }).answer.catch(() => undefined)
      await exited
    },
  }
}

/** Requests and their replies, which may come in any way. */
function exchangeOver(port: MessagePort) {
  const waiting = new Map<number, Waiting>()
  let ended: Error | undefined
  let count = 0
  port.on('message', (reply: WriterReply) => settle(waiting, reply))
  return {
    waiting,
    end(reason: Error) {
      ended ??= reason
      for (const { reject } of waiting.values()) reject(ended)
      waiting.clear()
    },
    send(request: WithoutId<WriterRequest>) {
      const id = ++count
      const answer = new Promise<StatementResult>((resolve, reject) => {
        if (ended !== undefined) return reject(ended)
        waiting.set(id, { resolve, reject })
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        port.postMessage({ ...request, id })
      })
      return { id, answer }
    },
  }
}

function settle(waiting: Map<number, Waiting>, reply: WriterReply): void {
  const entry = waiting.get(reply.id)
  waiting.delete(reply.id)
  if ('result' in reply) entry?.resolve(reply.result)
  else entry?.reject(new SqliteError(reply.failure))
}
