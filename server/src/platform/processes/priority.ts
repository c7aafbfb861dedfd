// Keeps the server responsive while other processes work for it.
import { constants, setPriority } from 'node:os'

/** Gives a process, and those that it starts from now on, the lowest priority. */
export function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // The process may have ended, or the system may forbid it. The work goes on all the same.
  }
}
