// When tokens were last used, collected in memory and written in batches: a request never waits for it.
import { inChunks, type Queries } from '../database/index.ts'
import type { TokenId } from '../kernel/index.ts'
import { TokenRows } from './token/token-rows.ts'

const SECOND_MS = 1000

export class TokenUses {
  readonly #rows: TokenRows
  #lastUse = new Map<TokenId, number>()

  constructor({ queries }: { queries: Queries }) {
    this.#rows = new TokenRows(queries)
  }

  /** @param at milliseconds since the epoch; whole seconds are kept, so that many tokens share one write */
  record(id: TokenId, at: number): void {
    this.#lastUse.set(id, at - (at % SECOND_MS))
  }

  /** Writes what was collected. To be called every few seconds and before the process ends; what fails is tried with the next call. */
  async flush(): Promise<void> {
    const collected = this.#lastUse
    this.#lastUse = new Map()
    try {
      for (const [at, ids] of bySecond(collected)) {
        await inChunks(ids, (some) => this.#rows.recordUse(some, at))
      }
    } catch (error) {
      for (const [id, at] of collected) if (!this.#lastUse.has(id)) this.#lastUse.set(id, at)
      throw error
    }
  }
}

function bySecond(uses: ReadonlyMap<TokenId, number>): Map<number, TokenId[]> {
  const groups = new Map<number, TokenId[]>()
  for (const [id, at] of uses) groups.set(at, [...(groups.get(at) ?? []), id])
  return groups
}
