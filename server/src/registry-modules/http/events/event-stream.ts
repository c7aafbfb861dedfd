// An open response with server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Unavailable } from '../../../kernel/index.ts'

export interface EventStreamParts {
  raw: ServerResponse
  /** @throws when the reader has lost the permission */
  check(): Promise<void>
  heartbeatMs: number
}

export interface ServerSentEvent {
  id: number
  event: string
  /** JSON */
  data: string
}

/** Bytes buffered for a slow reader. Beyond that the stream ends, and the reader reconnects after its last event. */
const MAX_WAITING = 1024 * 1024
const RECONNECT_AFTER_MS = 2000

export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // otherwise nginx buffers events
  'x-accel-buffering': 'no',
}

export class EventStream {
  readonly #parts: EventStreamParts
  #timer: NodeJS.Timeout | undefined
  #onEnd: () => void = () => undefined
  #state: 'new' | 'open' | 'ended' = 'new'
  #waiting: string[] = []
  #handingOut = false

  constructor(parts: EventStreamParts) {
    this.#parts = parts
  }

  /** @param onEnd called once, whichever side ends the stream */
  begin(headers: Readonly<OutgoingHttpHeaders>, onEnd: () => void): void {
    const { raw, heartbeatMs } = this.#parts
    this.#onEnd = onEnd
    if (this.#state === 'ended') return onEnd()
    this.#state = 'open'
    if (raw.destroyed) return this.end()
    raw.on('close', () => this.end()).on('error', () => this.end())
    raw.writeHead(200, { ...headers, ...STREAM_HEADERS })
    raw.write(`retry: ${RECONNECT_AFTER_MS}\n\n`)
    void this.#handOut()
    this.#timer = setInterval(() => this.#beat(), heartbeatMs)
  }

  send(events: readonly ServerSentEvent[]): void {
    this.#waiting.push(events.map(({ id, event, data }) => `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`).join(''))
    void this.#handOut()
  }

  end(): void {
    if (this.#state === 'ended') return
    const wasOpen = this.#state === 'open'
    this.#state = 'ended'
    clearInterval(this.#timer)
    this.#onEnd()
    if (wasOpen) this.#parts.raw.end()
  }

  #beat(): void {
    this.#write(': still here\n\n')
    void this.#handOut()
    this.#parts.check().catch((error: unknown) => this.#endUnlessAway(error))
  }

  /** Checks the permission before every write: a reader who has just lost access must not see later events. */
  async #handOut(): Promise<void> {
    if (this.#handingOut || this.#state !== 'open') return
    this.#handingOut = true
    try {
      while (this.#waiting.length > 0) {
        await this.#parts.check()
        this.#write(this.#waiting.splice(0).join(''))
      }
    } catch (error) {
      this.#endUnlessAway(error)
    } finally {
      this.#handingOut = false
    }
  }

  /** While the database is away there is nothing to read, and a browser that is turned away does not come back. */
  #endUnlessAway(error: unknown): void {
    if (!(error instanceof Unavailable)) this.end()
  }

  #write(text: string): void {
    const { raw } = this.#parts
    if (this.#state !== 'open') return
    raw.write(text)
    if (raw.writableLength <= MAX_WAITING) return
    this.end()
    raw.destroy()
  }
}
