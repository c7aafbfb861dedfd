// One answer that stays open: server-sent events, as https://html.spec.whatwg.org/multipage/server-sent-events.html has them.
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

export interface EventStreamParts {
  raw: ServerResponse
  /** @throws when whoever reads may not do so any more */
  check(): Promise<void>
  heartbeatMs: number
}

export interface ServerSentEvent {
  id: number
  event: string
  data: unknown
}

/** Bytes that wait for a reader who is slower than what happens. More are not kept: it comes back and reads on from where it was. */
const MAX_WAITING = 1024 * 1024
const RECONNECT_AFTER_MS = 2000

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

  /** @param onEnd called once, whoever ends it */
  begin(headers: Readonly<OutgoingHttpHeaders>, onEnd: () => void): void {
    const { raw, heartbeatMs } = this.#parts
    this.#onEnd = onEnd
    if (this.#state === 'ended') return onEnd()
    this.#state = 'open'
    if (raw.destroyed) return this.end()
    raw.on('close', () => this.end()).on('error', () => this.end())
    raw.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx would keep events until its buffer is full
      'x-accel-buffering': 'no',
    })
    raw.write(`retry: ${RECONNECT_AFTER_MS}\n\n`)
    void this.#handOut()
    this.#timer = setInterval(() => this.#beat(), heartbeatMs)
  }

  send(events: readonly ServerSentEvent[]): void {
    this.#waiting.push(events.map(({ id, event, data }) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join(''))
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
    this.#parts.check().catch(() => this.end())
  }

  /** Asks before anything leaves: whoever lost access a moment ago must not see what happened since. */
  async #handOut(): Promise<void> {
    if (this.#handingOut || this.#state !== 'open') return
    this.#handingOut = true
    try {
      while (this.#waiting.length > 0) {
        await this.#parts.check()
        this.#write(this.#waiting.splice(0).join(''))
      }
    } catch {
      this.end()
    } finally {
      this.#handingOut = false
    }
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
