import { createSignal } from './signal.ts'

/** Whether the session ended while a page was open. */
export const sessionEnded = createSignal(false)
