// Counts wrong passwords in memory, by account and by address. A restart forgets them: guessing stays slow enough.
import { isIPv6 } from 'node:net'
import { type Clock, TooManyAttempts } from '../../kernel/index.ts'

interface Allowance {
  /** wrong passwords at once */
  burst: number
  /** milliseconds until one more */
  refillMs: number
}

interface Bucket {
  left: number
  filledAt: number
}

/** An address runs dry before an account does, so that one address cannot lock out an account. */
const PER_ADDRESS: Allowance = { burst: 10, refillMs: 30_000 }
const PER_ACCOUNT: Allowance = { burst: 30, refillMs: 15_000 }
const MAX_BUCKETS = 10_000
/** No user name is longer, but what is typed may be. */
const MAX_KEY_LENGTH = 60

export class PasswordAttempts {
  readonly #clock: Clock
  readonly #buckets = new Map<string, Bucket>()

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock
  }

  /**
   * Counts an attempt before its password is checked.
   * @param account as typed; it need not exist
   * @returns takes the attempt back when the password was right
   * @throws TooManyAttempts
   */
  begin(account: string, address: string): () => void {
    const buckets = [
      { bucket: this.#bucket(`address ${networkOf(address)}`, PER_ADDRESS), allowance: PER_ADDRESS },
      { bucket: this.#bucket(`account ${account.slice(0, MAX_KEY_LENGTH).toLowerCase()}`, PER_ACCOUNT), allowance: PER_ACCOUNT },
    ]
    const wait = Math.max(...buckets.map(({ bucket, allowance }) => (1 - bucket.left) * allowance.refillMs))
    if (wait > 0) throw new TooManyAttempts('Too many wrong passwords; try again later', Math.ceil(wait / 1000))
    for (const { bucket } of buckets) bucket.left -= 1
    return () => {
      for (const { bucket, allowance } of buckets) bucket.left = Math.min(allowance.burst, bucket.left + 1)
    }
  }

  #bucket(key: string, { burst, refillMs }: Allowance): Bucket {
    const now = this.#clock.now()
    const bucket = this.#buckets.get(key) ?? { left: burst, filledAt: now }
    bucket.left = Math.min(burst, bucket.left + (now - bucket.filledAt) / refillMs)
    bucket.filledAt = now
    // Re-inserting keeps the map in order of use, so that the first entry is the one to forget.
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    if (this.#buckets.size > MAX_BUCKETS) this.#buckets.delete(this.#buckets.keys().next().value ?? key)
    return bucket
  }
}

/** A client with one IPv6 address usually has 2^64 of them. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length
  return [...groups, ...Array.from({ length: missing }, () => '0'), ...(tail ?? '').split(':')].slice(0, 4).join(':')
}
