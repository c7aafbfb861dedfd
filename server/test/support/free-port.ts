// Ports for programs that have to be told theirs before they listen.
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that the system gives away by itself, so that nobody takes a port between the look and its use. */
const FIRST = 15_000
/** Workers of one test run look in different places. */
const PER_WORKER = 500

const worker = Number(process.env['VITEST_POOL_ID'] ?? 0)
/** Where a process begins is its own, because several test runs may be under way. */
let asked = process.pid

export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + worker * PER_WORKER + (asked++ % PER_WORKER)
    const probe = createServer()
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!free) continue
    probe.close()
    await once(probe, 'close')
    return port
  }
}
