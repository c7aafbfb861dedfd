// Lets requests in one after the other, a turn of the event loop apart. Of many requests that arrive together, each would
// otherwise be worked on before anything else has its turn: the replies of the database, files, child processes.
import type { RequestListener } from 'node:http'

/** Changes nothing and is asked by many: it lets what changes something go first. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Nobody is kept waiting for longer because something before took long. */
const MAX_PAUSE_MS = 20

/**
 * A request that comes alone is handled at once. In every turn of the event loop, one request that changes something and one
 * that reads are handled, each in the order in which they came.
 * While a change is under way, readers who have to wait leave it half of the time.
 * @param isWorking whether the process works on something else, to which the same applies
 */
export function oneByOne(handle: RequestListener, isWorking: () => boolean): RequestListener {
  let changes = 0
  const readers = createLine(() => changes > 0 || isWorking())
  const changers = createLine(() => false)
  return (request, response) => {
    const isReading = READING.has(request.method ?? '')
    if (!isReading) {
      changes++
      response.once('close', () => changes--)
    }
    const line = isReading ? readers : changers
    line.enter(() => {
      // Whoever has left while waiting needs no answer.
      if (!response.destroyed) handle(request, response)
    })
  }
}

interface Line {
  enter(work: () => void): void
}

function createLine(isPausing: () => boolean): Line {
  const waiting: (() => void)[] = []
  let isTaken = false
  const begin = (work: () => void) => {
    const began = performance.now()
    // Behind all that the work does without waiting.
    setImmediate(() => {
      if (waiting.length > 0 && isPausing()) setTimeout(next, Math.min(performance.now() - began, MAX_PAUSE_MS))
      else next()
    })
    work()
  }
  const next = () => {
    const work = waiting.shift()
    if (work === undefined) isTaken = false
    else begin(work)
  }
  return {
    enter(work) {
      if (isTaken) {
        waiting.push(work)
        return
      }
      isTaken = true
      begin(work)
    },
  }
}
