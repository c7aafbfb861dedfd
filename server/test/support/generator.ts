/** Seeded random choices, so that a failure is reproducible. */
export interface Generator {
  /** @returns a whole number from 0 up to, without, `limit` */
  below(limit: number): number
  pick<Item>(items: readonly Item[]): Item
}

/** Mulberry32: small, and random enough to mix test cases. */
export function createGenerator(seed: number): Generator {
  let state = seed
  const below = (limit: number): number => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
  }
}
