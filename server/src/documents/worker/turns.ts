// Who may have a document rendered next. Organizations take turns, so that one with many documents holds up no other.
import { Unavailable } from '../../kernel/index.ts'

export interface Turns {
  /** Waits for a turn, and ends it with the work. @throws Unavailable when too many wait */
  take<Result>(organization: string, work: () => Promise<Result>): Promise<Result>
}

export interface TurnLimits {
  maxWaiting: number
  maxWaitingOfOrganization: number
}

/** One turn at a time. */
export function createTurns({ maxWaiting, maxWaitingOfOrganization }: TurnLimits): Turns {
  // The organization that had the last turn is at the end.
  const waiting = new Map<string, (() => void)[]>()
  let count = 0
  let taken = false

  function wait(organization: string): Promise<void> {
    const own = waiting.get(organization) ?? []
    if (count >= maxWaiting || own.length >= maxWaitingOfOrganization)
      throw new Unavailable('Too many documents wait to be rendered. Try again in a few seconds.')
    count += 1
    return new Promise((resolve) => {
      waiting.set(organization, [...own, resolve])
    })
  }

  function next(): void {
    const [first] = waiting
    if (first === undefined) {
      taken = false
      return
    }
    const [organization, [begin, ...others]] = first
    waiting.delete(organization)
    if (others.length > 0) waiting.set(organization, others)
    count -= 1
    begin?.()
  }

  return {
    async take(organization, work) {
      if (taken) await wait(organization)
      taken = true
      try {
        return await work()
      } finally {
        next()
      }
    },
  }
}
