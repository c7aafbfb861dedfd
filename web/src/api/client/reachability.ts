import { createSignal } from './signal.ts'

/** Whether the server answered the latest request. */
export const reachable = createSignal(true)

export function noteReachable(value: boolean): void {
  reachable.set(value)
}
