// One keep-alive HTTP/1.1 connection that costs as little as possible: it sends prepared requests, counts answers and drops them.
import { connect } from 'node:net'

export interface Connection {
  /** One at a time. @returns the answer's status */
  send(request: Buffer): Promise<number>
  close(): void
}

const HEAD_END = Buffer.from('\r\n\r\n')
const STATUS_AT = 'HTTP/1.1 '.length
const NO_CONTENT = 204

/** Understands answers with a content-length, and 204. */
export function openConnection(port: number): Promise<Connection> {
  return new Promise((resolveOpen, rejectOpen) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let received: Buffer[] = []
    let missing = -1
    let status = 0
    let waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined

    socket.once('connect', () => resolveOpen({ send, close: () => socket.destroy() }))
    socket.on('error', fail)
    socket.on('close', () => fail(new Error('the server closed the connection')))
    socket.on('data', (chunk) => {
      if (missing < 0) readHead(chunk)
      else missing -= chunk.length
      if (missing !== 0) return
      missing = -1
      waiting?.resolve(status)
    })

    function readHead(chunk: Buffer): void {
      received.push(chunk)
      const bytes = received.length === 1 ? chunk : Buffer.concat(received)
      const end = bytes.indexOf(HEAD_END)
      if (end === -1) return
      status = Number(bytes.toString('latin1', STATUS_AT, STATUS_AT + 3))
      const length = status === NO_CONTENT ? 0 : Number(/\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1])
      missing = end + HEAD_END.length + length - bytes.length
      received = []
    }

    function fail(error: Error): void {
      rejectOpen(error)
      waiting?.reject(error)
    }

    function send(request: Buffer): Promise<number> {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(request)
      })
    }
  })
}
