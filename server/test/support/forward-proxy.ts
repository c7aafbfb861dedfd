// A real HTTP proxy for tests: tunnels (CONNECT) and forwarded requests, with a user name and password where a test wants them.
// Whatever name it is asked for leads to this machine.
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'

export interface ForwardProxy {
  /** with the user name and password, if any */
  url: string
  origin: string
  /** every request, such as `CONNECT 127.0.0.1:8443`, accepted or not */
  requests: string[]
  /** answers every request with this status from now on */
  refuse(status: number): void
  close(): Promise<void>
}

export interface ForwardProxyOptions {
  credential?: { user: string; password: string }
  /** the proxy itself speaks TLS */
  tls?: { key: Buffer; cert: Buffer }
}

export async function startForwardProxy({ credential, tls }: ForwardProxyOptions = {}): Promise<ForwardProxy> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  let refusal: number | undefined
  const statusFor = ({ method, url, headers }: IncomingMessage): number | undefined => {
    requests.push(`${method} ${url}`)
    if (refusal !== undefined) return refusal
    if (credential === undefined) return undefined
    const expected = `Basic ${Buffer.from(`${credential.user}:${credential.password}`).toString('base64')}`
    return headers['proxy-authorization'] === expected ? undefined : 407
  }
  const forward: RequestListener = (request, response) => {
    const status = statusFor(request)
    if (status !== undefined) return void response.writeHead(status, { 'proxy-authenticate': 'Basic realm="proxy"' }).end()
    const target = new URL(request.url ?? '')
    const { 'proxy-authorization': _, ...headers } = request.headers
    const options = { host: '127.0.0.1', port: target.port, path: target.pathname + target.search }
    const onward = httpRequest({ ...options, method: request.method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.once('error', () => response.destroy())
    request.pipe(onward)
  }
  const server = tls === undefined ? createServer(forward) : createTlsServer(tls, forward)
  server.on('connect', (request, client: Socket, head) => {
    const status = statusFor(request)
    if (status !== undefined) {
      client.end(`HTTP/1.1 ${status} Refused\r\nProxy-Authenticate: Basic realm="proxy"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
      return
    }
    const target = connect({ host: '127.0.0.1', port: Number(request.url?.split(':').at(-1)) }, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.write(head)
      target.pipe(client).pipe(target)
    })
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      one.once('error', () => other.destroy()).once('close', () => other.destroy())
    }
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const named = credential === undefined ? '' : `${encodeURIComponent(credential.user)}:${encodeURIComponent(credential.password)}@`
  const scheme = tls === undefined ? 'http' : 'https'
  return {
    url: `${scheme}://${named}127.0.0.1:${port}`,
    origin: `${scheme}://127.0.0.1:${port}`,
    requests,
    refuse: (status) => void (refusal = status),
    async close() {
      const closed = new Promise((done) => void server.close(done))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
