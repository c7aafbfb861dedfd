// Whose fault it is when the sandbox process dies over a package: the package's, or the machine's.

/** `itself`: by its memory limits or in any other way of its own; `time`: by our clock; `killed`: by somebody else */
export type Death = 'itself' | 'time' | 'killed'

/**
 * How many deaths of one kind make a package's own fault of it. What the process does to itself, it does every time. Too
 * little time may also be the machine's, and a SIGKILL that is not ours comes from a system without memory: those are
 * tried again as jobs are, later, when the machine may have more to give. Counted by this process alone: after a restart,
 * a package has all its tries again.
 */
const MAX_DEATHS: Readonly<Record<Death, number>> = { itself: 2, time: 3, killed: 5 }
/** Packages whose deaths are remembered; the oldest are forgotten. */
const MAX_REMEMBERED = 1000

export const EXPLANATIONS: Readonly<Record<Death, string>> = {
  itself: 'by itself',
  time: 'its time was up',
  killed: 'it was killed, perhaps because the system has too little memory',
}

export interface DeathRegister {
  /** @returns what to make of it, with those before */
  record(name: string, death: Death): 'its own fault' | 'perhaps not its fault'
  /** The package could be prepared after all. */
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
      // A refusal is final until somebody asks for another import, which then begins anew.
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
