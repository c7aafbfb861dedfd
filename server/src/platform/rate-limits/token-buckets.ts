// Token buckets by key, in memory. They guard against those who ask too often, so nobody may reset one by making up other keys.
import type { Clock } from '../../kernel/index.ts'

export interface Allowance {
  /** how many at once */
  burst: number
  /** milliseconds until one more */
  refillMs: number
}

export interface TokenBucketsOptions extends Allowance {
  clock: Clock
  /** of keys that are told apart, 10,000 when absent; more of them share one bucket for as long as none of the others is full */
  maxKeys?: number
}

export interface TokenBuckets {
  /** Milliseconds until `take` succeeds; 0 when it would now. */
  wait(key: string): number
  /** @returns how many are left, not rounded; undefined when there is none to take */
  take(key: string): number | undefined
  giveBack(key: string): void
}

interface Bucket {
  left: number
  filledAt: number
}

const MAX_KEYS = 10_000
/** How many of the longest unused buckets are looked at to make room for another. */
const LOOKED_AT = 8

export function createTokenBuckets({ burst, refillMs, clock, maxKeys = MAX_KEYS }: TokenBucketsOptions): TokenBuckets {
  const buckets = new Map<string, Bucket>()
  const shared: Bucket = { left: burst, filledAt: clock.now() }

  const refill = (bucket: Bucket, now: number) => {
    bucket.left = Math.min(burst, bucket.left + Math.max(0, now - bucket.filledAt) / refillMs)
    bucket.filledAt = now
    return bucket
  }
  /** A full bucket says no more than none. */
  const makeRoom = (now: number) => {
    let looked = 0
    for (const [key, bucket] of buckets) {
      if (buckets.size < maxKeys || looked++ === LOOKED_AT) break
      if (refill(bucket, now).left === burst) buckets.delete(key)
    }
    return buckets.size < maxKeys
  }
  const bucketOf = (key: string) => {
    const now = clock.now()
    const known = buckets.get(key)
    if (known === undefined && !makeRoom(now)) return refill(shared, now)
    const bucket = known ?? { left: burst, filledAt: now }
    // Inserted again, the map is in order of use.
    buckets.delete(key)
    buckets.set(key, bucket)
    return refill(bucket, now)
  }
  return {
    wait: (key) => Math.max(0, (1 - bucketOf(key).left) * refillMs),
    take(key) {
      const bucket = bucketOf(key)
      if (bucket.left < 1) return undefined
      bucket.left -= 1
      return bucket.left
    },
    giveBack(key) {
      const bucket = bucketOf(key)
      bucket.left = Math.min(burst, bucket.left + 1)
    },
  }
}
