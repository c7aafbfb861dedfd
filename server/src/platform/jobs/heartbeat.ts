// Renews the leases of running attempts, and stops attempts that lost theirs.
import type { Database } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import type { Logger } from '../observability/index.ts'
import type { Attempt } from './attempt.ts'
import { renew } from './lease-rows.ts'

const HEARTBEATS_PER_LEASE = 3

export interface HeartbeatParts {
  database: Database
  clock: Clock
  logger: Logger
  leaseMs: number
}

export class Heartbeat {
  readonly #parts: HeartbeatParts
  readonly #attempts = new Set<Attempt>()
  #timer: NodeJS.Timeout | undefined
  #isRenewing = false

  constructor(parts: HeartbeatParts) {
    this.#parts = parts
  }

  add(attempt: Attempt): void {
    this.#attempts.add(attempt)
    this.#timer ??= setInterval(() => this.#beat(), this.#parts.leaseMs / HEARTBEATS_PER_LEASE)
  }

  delete(attempt: Attempt): void {
    this.#attempts.delete(attempt)
    if (this.#attempts.size === 0) this.stop()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** A beat that takes longer than the time to the next one is not overtaken by it. */
  #beat(): void {
    if (this.#isRenewing) return
    this.#isRenewing = true
    void this.#renewLeases().finally(() => {
      this.#isRenewing = false
    })
  }

  async #renewLeases(): Promise<void> {
    const { database, clock, logger, leaseMs } = this.#parts
    const attempts = [...this.#attempts]
    const leaseUntil = clock.now() + leaseMs
    try {
      const held = await renew(
        database.queries,
        attempts.map(({ job }) => job),
        leaseUntil,
      )
      for (const attempt of attempts) {
        if (held.has(attempt.job)) attempt.leaseUntil = leaseUntil
        else attempt.lose()
      }
    } catch (error) {
      logger.error({ err: error }, 'job leases could not be renewed')
      for (const attempt of attempts) if (attempt.leaseUntil <= clock.now()) attempt.doubt()
    }
  }
}
