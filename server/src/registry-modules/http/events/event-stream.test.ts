import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NotFound, Unavailable } from '../../../kernel/index.ts'
import { EventStream } from './event-stream.ts'

/** What looking at the permission of whoever reads ends with. */
let verdict: Error | undefined
async function check(): Promise<void> {
  if (verdict !== undefined) throw verdict
}
const server = createServer((_request, raw) => {
  new EventStream({ raw, check, heartbeatMs: 5 }).begin({}, () => undefined)
})
let url: string

beforeEach(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

test('a stream goes on while the database is away, and ends when whoever reads it may not any more', async () => {
  verdict = new Unavailable('The database cannot be reached; try again')
  const { body } = await fetch(url)
  let beats = 0
  for await (const chunk of body ?? []) {
    if (Buffer.from(chunk).toString().includes('still here')) beats += 1
    if (beats === 5) verdict = new NotFound('module not found')
  }
  expect(beats).toBeGreaterThanOrEqual(5)
})
