// Makes load from a process of its own, so that it never blocks the server under test.
import { setTimeout as delay } from 'node:timers/promises'
import { quantile, sum } from '../figures.ts'
import { type Connection, openConnection } from './connection.ts'
import type { LoadOrder, LoadResult } from './messages.ts'

process.on('message', (order: LoadOrder) => {
  void makeLoad(order).then((result) => process.send?.(result))
})
process.on('disconnect', () => process.exit(0))

async function makeLoad(order: LoadOrder): Promise<LoadResult> {
  const requests = requestsOf(order)
  const connections = await Promise.all(Array.from({ length: order.connections }, () => openConnection(order.port)))
  const latencies: number[] = []
  let failures = 0
  let count = 0
  const began = performance.now()
  const end = began + (order.durationMs ?? Infinity)
  const total = order.total ?? Infinity

  async function keepAsking(connection: Connection, index: number): Promise<void> {
    const interval = order.rate === undefined ? 0 : (1000 * order.connections) / order.rate
    let due = began + (interval * index) / order.connections
    while (performance.now() < end && due < end && count < total) {
      // A request that waits for the previous answer counts from when it was due; otherwise slow answers would hide themselves.
      const late = interval > 0 && performance.now() > due
      if (interval > 0 && !late) await delay(due - performance.now())
      const from = late ? due : performance.now()
      const status = await connection.send(requests[count++ % requests.length]!)
      if (status === order.expectedStatus) latencies.push(performance.now() - from)
      else failures++
      due += interval
    }
  }

  const outcomes = await Promise.allSettled(connections.map(keepAsking))
  const seconds = (performance.now() - began) / 1000
  for (const connection of connections) connection.close()
  failures += sum(outcomes.map(({ status }) => (status === 'rejected' ? 1 : 0)))
  const sorted = Float64Array.from(latencies).toSorted()
  return {
    requests: latencies.length,
    failures,
    requestsPerSecond: latencies.length / seconds,
    median: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    p999: quantile(sorted, 0.999),
    worst: sorted.at(-1) ?? Number.NaN,
  }
}

function requestsOf({ port, token, paths, posts, method = 'POST' }: LoadOrder): Buffer[] {
  const host = `host: 127.0.0.1:${port}\r\nuser-agent: terrace-bench\r\n`
  if (posts === undefined) {
    const headers = `${host}accept: application/json\r\nauthorization: Bearer ${token}\r\n`
    return paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\n${headers}\r\n`))
  }
  return posts.map(({ headers, body }, index) => {
    const given = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    const length = `content-length: ${Buffer.byteLength(body)}\r\n`
    return Buffer.from(`${method} ${paths[index % paths.length] ?? '/'} HTTP/1.1\r\n${host}${given.join('')}${length}\r\n${body}`)
  })
}
