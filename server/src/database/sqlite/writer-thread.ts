// The only connection that changes the SQLite file. In its own thread, because every commit waits for the disk.
import { workerData } from 'node:worker_threads'
import type { WriterData, WriterFailure, WriterReply, WriterRequest } from './messages.ts'
import { openHandle, type SqliteHandle, type StatementResult } from './statements.ts'

const NOTHING: StatementResult = { rows: [], changes: 0 }

function perform(handle: SqliteHandle, request: WriterRequest): StatementResult {
  if (request.kind === 'close') {
    handle.close()
    return NOTHING
  }
  if (request.kind === 'rollback') return handle.inTransaction() ? handle.run('rollback', []) : NOTHING
  if (request.transaction === 'begin') handle.run('begin immediate', [])
  // SQLite rolls back by itself after some errors, such as a full disk: later statements must not commit on their own.
  if (request.transaction === 'continue' && !handle.inTransaction()) throw new Error('the transaction was rolled back by SQLite')
  return handle.run(request.sql, request.parameters)
}

function describeFailure(error: unknown): WriterFailure {
  const { code, errcode }: { code?: unknown; errcode?: unknown } = typeof error === 'object' && error !== null ? error : {}
  return {
    message: error instanceof Error ? error.message : String(error),
    code: typeof code === 'string' ? code : undefined,
    errcode: typeof errcode === 'number' ? errcode : undefined,
  }
}

function serve(handle: SqliteHandle, { port, replies }: WriterData): void {
  port.on('message', (request: WriterRequest) => {
    let reply: WriterReply
    try {
      reply = { id: request.id, result: perform(handle, request) }
    } catch (error) {
      reply = { id: request.id, failure: describeFailure(error) }
    }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    port.postMessage(reply)
    Atomics.add(replies, 0, 1)
    Atomics.notify(replies, 0)
    if (request.kind === 'close') port.close()
  })
}

const data: WriterData = workerData
serve(openHandle(data.file, { readOnly: false }), data)
