// Decides whether the package or the machine is at fault when the sandbox process dies.

/** `itself`: at its memory limit, or by its own crash; `time`: at our time limit; `killed`: by another process or the system */
export type Death = 'itself' | 'time' | 'killed'

/**
 * After this many deaths of one kind, the package is at fault. A crash of its own repeats every time. Timeouts may be due to
 * a slow machine, and a SIGKILL that is not ours to a system out of memory: those are retried later, as jobs are. Each server
 * process counts for itself; after a restart, a package has all its attempts again.
 */
const MAX_DEATHS: Readonly<Record<Death, number>> = { itself: 2, time: 3, killed: 5 }
/** Packages to remember; the oldest are forgotten first. */
const MAX_REMEMBERED = 1000

export const EXPLANATIONS: Readonly<Record<Death, string>> = {
  itself: 'it crashed or reached its memory limit',
  time: 'it reached its time limit',
  killed: 'it was killed, perhaps because the system has too little memory',
}

export interface DeathRegister {
  /** @returns the verdict, which takes earlier deaths into account */
  record(name: string, death: Death): 'its own fault' | 'perhaps not its fault'
  /** The package was prepared after all. */
  forget(name: string): void
}

export function createDeathRegister(): DeathRegister {
  const numbers = new Map<string, Record<Death, number>>()
  return {
    record(name, death) {
      const known = numbers.get(name) ?? { itself: 0, time: 0, killed: 0 }
      known[death]++
      const own = known[death] >= MAX_DEATHS[death]
      numbers.delete(name)
      // A refusal is final until someone requests another import, whose count starts at zero.
      if (!own) numbers.set(name, known)
      const [oldest] = numbers.keys()
      if (numbers.size > MAX_REMEMBERED && oldest !== undefined) numbers.delete(oldest)
      return own ? 'its own fault' : 'perhaps not its fault'
    },
    forget(name) {
      numbers.delete(name)
    },
  }
}
