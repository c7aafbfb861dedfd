// The messages between the main thread and the writer thread.
import type { MessagePort } from 'node:worker_threads'
import type { StatementResult } from './statements.ts'

/** `begin`: open a transaction first; `continue`: only inside the open one; `none`: on its own. */
export type TransactionStep = 'none' | 'begin' | 'continue'

export type WriterRequest =
  | { id: number; kind: 'statement'; sql: string; parameters: readonly unknown[]; transaction: TransactionStep }
  | { id: number; kind: 'rollback' }
  | { id: number; kind: 'close' }

/** An error as plain data: cloning an Error drops `code` and `errcode`. */
export interface WriterFailure {
  message: string
  code: string | undefined
  errcode: number | undefined
}

export type WriterReply = { id: number; result: StatementResult } | { id: number; failure: WriterFailure }

/** What the writer thread is started with. */
export interface WriterData {
  file: string
  port: MessagePort
  /** one number in shared memory, raised after every reply, so that the main thread can wait for it */
  replies: Int32Array<SharedArrayBuffer>
}
