// The main thread's side of the writer thread: sends statements, and returns rows or errors.
import { Worker } from 'node:worker_threads'
import type { TransactionStep, WriterFailure, WriterReply, WriterRequest } from './messages.ts'
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
  /** @throws SqliteError */
  statement(sql: string, parameters: readonly unknown[], transaction: TransactionStep): Promise<StatementResult>
  /** Ends the open transaction, if SQLite has not ended it already. */
  rollback(): Promise<void>
  close(): Promise<void>
}

interface Waiting {
  resolve: (result: StatementResult) => void
  reject: (error: Error) => void
}

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never

/** Starts the thread. @throws Error when the file cannot be opened */
export async function startWriter(file: string): Promise<Writer> {
  const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: { file }, name: 'database writer' })
  const waiting = new Map<number, Waiting>()
  let ended: Error | undefined
  let count = 0

  const end = (reason: Error) => {
    ended ??= reason
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))))
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      end(new Error('the database writer thread has ended'))
      resolve()
    })
  })
  worker.on('message', (reply: WriterReply) => {
    const entry = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('result' in reply) entry?.resolve(reply.result)
    else entry?.reject(new SqliteError(reply.failure))
  })
  const send = (request: WithoutId<WriterRequest>) =>
    new Promise<StatementResult>((resolve, reject) => {
      if (ended !== undefined) return reject(ended)
      const id = ++count
      waiting.set(id, { resolve, reject })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage({ ...request, id })
    })

  await send({ kind: 'rollback' }) // answers when the file is open
  return {
    statement: (sql, parameters, transaction) => send({ kind: 'statement', sql, parameters, transaction }),
    rollback: async () => void (await send({ kind: 'rollback' })),
    close: async () => {
      await send({ kind: 'close' }).catch(() => undefined)
      await exited
    },
  }
}
