// Lets requests in one after the other, a turn of the event loop apart. Of many requests that arrive together, each would
// otherwise be worked on before anything else has its turn: the replies of the database, files, child processes.
import type { RequestListener } from 'node:http'

/** Changes nothing and is asked by many: it lets what changes something go first. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A request that comes alone is handled at once. In every turn of the event loop, one request that changes something and one
 * that reads are handled, each in the order in which they came.
 */
export function oneByOne(handle: RequestListener): RequestListener {
  const readers = createLine()
  const changers = createLine()
  return (request, response) => {
    const line = READING.has(request.method ?? '') ? readers : changers
    line.enter(() => {
      // Whoever has left while waiting needs no answer.
      if (!response.destroyed) handle(request, response)
    })
  }
}

interface Line {
  enter(work: () => void): void
}

function createLine(): Line {
  const waiting: (() => void)[] = []
  let isTaken = false
  const next = () => {
    const work = waiting.shift()
    if (work === undefined) {
      isTaken = false
      return
    }
    setImmediate(next)
    work()
  }
  return {
    enter(work) {
      if (isTaken) {
        waiting.push(work)
        return
      }
      isTaken = true
      setImmediate(next)
      work()
    },
  }
}
