// Counts wrong passwords in memory, by account and by address. A restart forgets them: guessing stays slow enough.
import { isIPv6 } from 'node:net'
import { type Clock, TooManyAttempts } from '../../kernel/index.ts'
import { createTokenBuckets, type TokenBuckets } from '../../platform/rate-limits/index.ts'

/** An address runs dry before an account does, so that one address cannot lock out an account. */
const PER_ADDRESS = { burst: 10, refillMs: 30_000 }
const PER_ACCOUNT = { burst: 30, refillMs: 15_000 }
/** No user name is longer, but what is typed may be. */
const MAX_KEY_LENGTH = 60

export class PasswordAttempts {
  readonly #addresses: TokenBuckets
  readonly #accounts: TokenBuckets

  constructor({ clock }: { clock: Clock }) {
    this.#addresses = createTokenBuckets({ ...PER_ADDRESS, clock })
    this.#accounts = createTokenBuckets({ ...PER_ACCOUNT, clock })
  }

  /**
   * Counts an attempt before its password is checked.
   * @param account as typed; it need not exist
   * @returns takes the attempt back when the password was right
   * @throws TooManyAttempts
   */
  begin(account: string, address: string): () => void {
    const network = networkOf(address)
    // The address first: one that is refused cannot make up accounts either.
    refuseAfter(this.#addresses.wait(network))
    const key = account.slice(0, MAX_KEY_LENGTH).toLowerCase()
    refuseAfter(this.#accounts.wait(key))
    this.#addresses.take(network)
    this.#accounts.take(key)
    return () => {
      this.#addresses.giveBack(network)
      this.#accounts.giveBack(key)
    }
  }
}

function refuseAfter(waitMs: number): void {
  if (waitMs > 0) throw new TooManyAttempts('Too many wrong passwords; try again later', Math.ceil(waitMs / 1000))
}

/** A client with one IPv6 address usually has 2^64 of them. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length
  return [...groups, ...Array.from({ length: missing }, () => '0'), ...(tail ?? '').split(':')].slice(0, 4).join(':')
}
