// Answers `/metrics` at an address of its own, to whoever can reach it.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ListenAddress } from '../config/index.ts'
import type { Metrics } from './metrics.ts'

export interface MetricsListener {
  /** such as `http://127.0.0.1:9464/metrics` */
  url: string
  close(): Promise<void>
}

const PATH = '/metrics'
const REQUEST_TIMEOUT = 10_000
const MAX_CONNECTIONS = 50

/** @throws Error when the address cannot be had */
export async function listenForMetrics(metrics: Pick<Metrics, 'text' | 'contentType'>, at: ListenAddress): Promise<MetricsListener> {
  const read = oneAtATime(() => metrics.text())
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT, headersTimeout: REQUEST_TIMEOUT }, (request, response) => {
    void answer(request, response, { read, contentType: metrics.contentType })
  })
  server.maxConnections = MAX_CONNECTIONS
  server.listen(at.port, at.host)
  await once(server, 'listening')
  return {
    url: urlOf(server.address()),
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function answer(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  { read, contentType }: { read: () => Promise<string>; contentType: string },
): Promise<void> {
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  if (url?.split('?', 1)[0] !== PATH) return void response.writeHead(404).end(`the metrics are at ${PATH}\n`)
  if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(405, { allow: 'GET, HEAD' }).end('metrics can only be read\n')
  try {
    const text = await read()
    response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text)
  } catch (error) {
    response.writeHead(500).end(`${error instanceof Error ? error.message : String(error)}\n`)
  }
}

/** However many ask, the metrics are collected once. */
function oneAtATime(collect: () => Promise<string>): () => Promise<string> {
  let current: Promise<string> | undefined
  return () =>
    (current ??= collect().finally(() => {
      current = undefined
    }))
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('the metrics have no address')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}${PATH}`
}
