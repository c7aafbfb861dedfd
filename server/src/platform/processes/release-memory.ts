// Gives memory back that a start, an import or a crowd has used. V8 collects only when something is allocated, so an idle process
// would keep it for good.
import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const LOOK_EVERY_MS = 10_000
/** Of the time. Polling for jobs takes less than one hundredth. */
const IDLE = 0.05
const BUSY = 0.2

interface IdleParts {
  /** of the event loop since the last call, from 0 to 1 */
  utilization(): number
  collect(): void
}

/** Once after the start, and then whenever the process was busy and is idle: collecting stops it for a tenth of a second. */
export function releaseMemoryWhenIdle(): void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as (options: { type: 'major'; flavor: 'last-resort' }) => void
  let before = performance.eventLoopUtilization()
  const utilization = () => {
    const now = performance.eventLoopUtilization()
    const { utilization: since } = performance.eventLoopUtilization(now, before)
    before = now
    return since
  }
  // The usual collection keeps the pages for the next crowd.
  const collect = () => {
    // Without a live one, V8 drops the hidden class of Node's ticks, and each tick after that takes several times as long.
    process.nextTick(() => undefined)
    gc({ type: 'major', flavor: 'last-resort' })
  }
  const look = createIdleLook({ utilization, collect })
  setInterval(look, LOOK_EVERY_MS).unref()
}

/** @returns what to call from time to time */
export function createIdleLook({ utilization, collect }: IdleParts): () => void {
  let wasBusy = true
  return () => {
    const now = utilization()
    if (now >= BUSY) wasBusy = true
    if (now >= IDLE || !wasBusy) return
    wasBusy = false
    collect()
    // What collecting took is no work.
    utilization()
  }
}
