// Ports for programs that need a port number before they listen.
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ephemeral range, so that nobody takes a port between the check and its use. */
const FIRST = 15_000
/** Workers of one test run search different ranges. */
const PER_WORKER = 500

const worker = Number(process.env['VITEST_POOL_ID'] ?? 0)
/** Each process has its own start, because several test runs may be active. */
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
