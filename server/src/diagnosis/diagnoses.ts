// Diagnoses for users of this registry: not too often, and never at addresses that the server does not call.
import { rootCertificates } from 'node:tls'
import { type Clock, TooManyAttempts, Unauthenticated } from '../kernel/index.ts'
import { identityOf, type Subject } from '../permissions/index.ts'
import { createHttpClient } from '../platform/http-client/index.ts'
import type { Network } from '../platform/network/index.ts'
import { createTokenBuckets, type TokenBuckets } from '../platform/rate-limits/index.ts'
import type { Ask } from './asking.ts'
import { diagnose, type Question } from './diagnosis.ts'
import type { Step } from './step.ts'

const ALLOWANCE = { burst: 10, refillMs: 6000 }
/** Each may hold an archive. */
const AT_ONCE = 4
const MAX_BYTES = 64 * 1024 * 1024
const SECOND = 1000

export interface DiagnosesParts {
  clock: Clock
  network: Network
  publicUrl: string
  /** certificates (PEM) to trust beside the usual ones */
  authorities: string | undefined
}

export class Diagnoses {
  readonly #parts: DiagnosesParts
  readonly #allowances: TokenBuckets
  readonly #ask: Ask
  #running = 0

  constructor(parts: DiagnosesParts) {
    const { clock, network, publicUrl, authorities } = parts
    this.#parts = { ...parts, authorities: trusting(authorities) }
    this.#allowances = createTokenBuckets({ ...ALLOWANCE, clock })
    // The operator chose the public address, which may be private.
    const own = { from: publicUrl, to: publicUrl }
    const client = createHttpClient({ ...network, urlOverrides: [own], authorities: trusting(authorities), maxBytes: MAX_BYTES })
    this.#ask = async (request) => await client.request(request)
  }

  /**
   * @param asCaller asks this registry with what the caller came with
   * @throws Unauthenticated; TooManyAttempts
   */
  async run(subject: Subject, question: Question, asCaller: Ask): Promise<Step[]> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const caller = identityOf(subject) ?? ''
    if (this.#running >= AT_ONCE || this.#allowances.take(caller) === undefined) {
      const seconds = Math.max(1, this.#allowances.wait(caller) / SECOND)
      throw new TooManyAttempts('Too many diagnoses at once: try again in a moment', seconds)
    }
    this.#running++
    try {
      const { network, authorities, publicUrl, clock } = this.#parts
      const ownOrigin = new URL(publicUrl).origin
      const ownAsCaller: Ask = async (request) => await (new URL(request.url).origin === ownOrigin ? asCaller(request) : this.#ask(request))
      return await diagnose(question, {
        ownUrl: publicUrl,
        network,
        authorities,
        ask: this.#ask,
        asCaller: ownAsCaller,
        now: () => clock.now(),
      })
    } finally {
      this.#running--
    }
  }
}

function trusting(authorities: string | undefined): string | undefined {
  return authorities === undefined ? undefined : [...rootCertificates, authorities].join('\n')
}
