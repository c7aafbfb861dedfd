// What pages and the worker that holds their event streams say to each other.

import type { ImportEvent } from '../api/managing/imports.ts'

/** What happened to a module of the organization, or that anything may have: the stream was interrupted. */
export interface Happened {
  kind: 'happened'
  organization: string
  /** undefined when anything may have */
  event: ImportEvent | undefined
}

/** Whether events arrive at all. Without, pages ask from time to time. */
export interface StreamState {
  kind: 'state'
  organization: string
  isOpen: boolean
}

/** Asks pages whether they are still there: a tab that crashes says no goodbye. */
export interface Ping {
  kind: 'ping'
}

export type ToPage = Happened | StreamState | Ping
export type ToWorker = { kind: 'watch'; organization: string } | { kind: 'leave' } | { kind: 'pong' }
