// What helps the server to stay responsive while other processes work for it.
import { constants, setPriority } from 'node:os'

/** Lets a process of ours, and those it starts from now on, run when nothing else wants to. */
export function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It may have ended already, or the system may not allow it: the work is done all the same.
  }
}
