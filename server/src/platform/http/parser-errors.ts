// Answers what Node's HTTP parser refuses. No route sees such a request.
import { maxHeaderSize, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HttpFailure } from './failures/status.ts'
import type { UnroutedAnswer } from './unrouted.ts'

export interface ParserErrorOptions {
  newRequestId(): string
  /** of every answer */
  headers(requestId: string): Record<string, string>
  answer(failure: HttpFailure, url: string | undefined): UnroutedAnswer
  onRefused(refused: { requestId: string; status: number; code: string }): void
}

/** As Node describes it for the event `clientError`. */
interface ParserError extends Error {
  code?: string
  /** the bytes that arrived last */
  rawPacket?: unknown
}

const failure = (status: number, title: string, detail: string): HttpFailure => ({ status, title, problems: [{ detail }] })

const MALFORMED = failure(400, 'bad request', 'The request is not valid HTTP')
const BY_CODE: Readonly<Record<string, HttpFailure>> = {
  ERR_HTTP_REQUEST_TIMEOUT: failure(408, 'request timeout', 'The request did not arrive in time'),
  HPE_HEADER_OVERFLOW: failure(431, 'headers too large', `The address and the headers must not exceed ${maxHeaderSize / 1024} KB together`),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: failure(413, 'too large', 'The extensions of a chunk are too large'),
}

/** @returns a listener for `clientError`, which closes the connection */
export function answerParserErrors({ newRequestId, headers, answer, onRefused }: ParserErrorOptions) {
  return (error: ParserError, socket: Duplex): void => {
    const { code = '' } = error
    const known = BY_CODE[code] ?? (code.startsWith('HPE_') ? MALFORMED : undefined)
    // Others are failures of the connection, or of TLS.
    if (known === undefined || !socket.writable || isAnswering(socket)) {
      socket.destroy()
      return
    }
    const requestId = newRequestId()
    const { headers: own, body } = answer(known, addressIn(error.rawPacket))
    const all = { ...headers(requestId), ...own, 'content-length': String(Buffer.byteLength(body)), connection: 'close' }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 ${known.status} ${STATUS_CODES[known.status]}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy())
    onRefused({ requestId, status: known.status, code })
  }
}

/** Nothing may be written into an answer that has begun. */
function isAnswering(socket: Duplex & { _httpMessage?: { headersSent: boolean } | null }): boolean {
  return socket._httpMessage?.headersSent === true
}

const REQUEST_LINE = /^[A-Z]+ (\/\S*) HTTP/
const MAX_REQUEST_LINE = 4096

/** @returns undefined when the last packet is not the first one */
function addressIn(packet: unknown): string | undefined {
  return Buffer.isBuffer(packet) ? REQUEST_LINE.exec(packet.toString('latin1', 0, MAX_REQUEST_LINE))?.[1] : undefined
}
