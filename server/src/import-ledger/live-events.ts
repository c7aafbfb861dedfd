// Sends watchers what any process appends to the ledger. It polls once a second while somebody watches.
import type { Queries } from '../database/index.ts'
import { type OrganizationId, TooManyAttempts } from '../kernel/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import { type EventFilter, isWanted } from './event-filter.ts'
import { EventRows } from './event-rows.ts'
import type { ImportEvent } from './import-event.ts'

export interface Watcher {
  filter: EventFilter
  /** the last event it has; undefined for new events only */
  after: number | undefined
  /** who watches, and whose modules: what limits are counted by */
  client: string
  tenant: OrganizationId
  /** In order; never empty. */
  send(events: readonly ImportEvent[]): void
  /** The server is closing. */
  end(): void
}

export interface LiveEventsParts {
  queries: Queries
  logger: Logger
  /** milliseconds; a second when absent */
  pollMs?: number | undefined
  /** watchers at a time; 10 when absent */
  maxPerClient?: number | undefined
  /** watchers at a time; 100 when absent */
  maxPerTenant?: number | undefined
}

const POLL_MS = 1000
const MAX_WATCHERS = 500
const MAX_WATCHERS_PER_TENANT = 100
const MAX_WATCHERS_PER_CLIENT = 10
const RETRY_AFTER_SECONDS = 10
/** Missed events are read in parts of this size, one per second and watcher, so that nobody keeps others waiting. */
const AT_ONCE = 500

interface Watching {
  watcher: Watcher
  /** everything up to here was sent, or is for others */
  position: number
}

export class LiveEvents {
  readonly #parts: LiveEventsParts
  readonly #rows: EventRows
  readonly #watching = new Set<Watching>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  /** everything up to here was sent */
  #position = 0
  #closed = false

  constructor(parts: LiveEventsParts) {
    this.#parts = parts
    this.#rows = new EventRows(parts.queries)
  }

  /**
   * @returns how to stop watching
   * @throws TooManyAttempts when there are too many watchers
   */
  async watch(watcher: Watcher): Promise<() => void> {
    this.#refuseTooMany(watcher)
    const last = await this.#rows.lastPosition()
    this.#refuseTooMany(watcher)
    // After a restore of the database, a watcher may be ahead of it.
    const watching = { watcher, position: Math.min(watcher.after ?? last, last) }
    if (this.#watching.size === 0) this.#position = last
    this.#watching.add(watching)
    this.#timer ??= setInterval(() => this.#look(), this.#parts.pollMs ?? POLL_MS)
    if (watching.position < last) this.#look()
    return () => this.#forget(watching)
  }

  /** how many watch */
  get watchers(): number {
    return this.#watching.size
  }

  /** The events after a position, for clients that poll. @returns at most 500, the oldest first */
  async since(position: number, filter: EventFilter): Promise<ImportEvent[]> {
    return await this.#rows.after(position, filter, AT_ONCE)
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const watching of this.#watching) {
      watching.watcher.end()
      this.#forget(watching)
    }
    await this.#looking
  }

  #refuseTooMany({ client, tenant }: Watcher): void {
    const { maxPerClient = MAX_WATCHERS_PER_CLIENT, maxPerTenant = MAX_WATCHERS_PER_TENANT } = this.#parts
    const watchers = [...this.#watching].map(({ watcher }) => watcher)
    const isFull =
      watchers.length >= MAX_WATCHERS ||
      watchers.filter((watcher) => watcher.tenant === tenant).length >= maxPerTenant ||
      watchers.filter((watcher) => watcher.client === client).length >= maxPerClient
    if (this.#closed || isFull) {
      throw new TooManyAttempts('Too many event streams are open; close one, or try again later', RETRY_AFTER_SECONDS)
    }
  }

  #forget(watching: Watching): void {
    this.#watching.delete(watching)
    if (this.#watching.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #look(): void {
    this.#looking ??= this.#lookOnce()
      .catch((error: unknown) => this.#parts.logger.error({ err: error }, 'events could not be read; trying again'))
      .finally(() => {
        this.#looking = undefined
      })
  }

  async #lookOnce(): Promise<void> {
    const before = this.#position
    const fresh = await this.#rows.after(before, {}, AT_ONCE)
    const now = fresh.at(-1)?.position ?? before
    this.#position = now
    for (const watching of this.#watching) {
      if (watching.position < before) await this.#catchUp(watching)
      else hand(watching, fresh, now)
    }
  }

  async #catchUp(watching: Watching): Promise<void> {
    const before = this.#position
    const missed = await this.#rows.after(watching.position, watching.watcher.filter, AT_ONCE)
    const isAll = missed.length < AT_ONCE
    const last = missed.at(-1)?.position ?? 0
    hand(watching, missed, isAll ? Math.max(before, last) : last)
  }
}

function hand(watching: Watching, events: readonly ImportEvent[], upTo: number): void {
  const wanted = events.filter((event) => event.position > watching.position && isWanted(event, watching.watcher.filter))
  watching.position = Math.max(watching.position, upTo)
  if (wanted.length > 0) watching.watcher.send(wanted)
}
