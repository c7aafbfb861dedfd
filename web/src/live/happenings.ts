// What the event stream of the page's organization brings, for whoever shows it as it happens.

import { createSignal } from '../api/client/signal.ts'
import type { ImportEvent } from '../api/managing/imports.ts'

type Listener = (event: ImportEvent | undefined) => void

const listeners = new Set<Listener>()

/** Whether events arrive. Without, pages ask from time to time. */
export const streamIsOpen = createSignal(false)

export function tellHappened(event: ImportEvent | undefined): void {
  for (const listener of listeners) listener(event)
}

/** @param listener gets undefined when events may have been missed @returns how to stop */
export function onHappened(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
