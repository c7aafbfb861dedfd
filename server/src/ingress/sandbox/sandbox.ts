// Inspects modules' files in separate processes. Whatever the files do to one, the server keeps answering, the next package
// gets a new process, and other organizations have theirs.
import { rm } from 'node:fs/promises'
import { createDeathRegister } from './deaths.ts'
import type { Inspected, InspectRequest, PrepareOutcome, PrepareRequest, Refused } from './messages.ts'
import { PackageTurns, type Turn } from './package-turns.ts'
import { createProcessPool, type ProcessPool } from './process-pool.ts'
import { SandboxDied, type SandboxLimits, startSandboxProcess } from './sandbox-process.ts'

const DEFAULT_SANDBOX_LIMITS: SandboxLimits = { memoryMb: 256, timeMs: 60_000 }

export interface SandboxOptions {
  limits?: SandboxLimits
  /** packages that are prepared at a time, each in a process of its own */
  processes: number
  /** calls back when a package has had the time of a light one, unless the result is called before; a real timer by default */
  whenHeavy?: (then: () => void) => () => void
  program?: URL
}

export interface PrepareOptions {
  /** whose turn it takes; default nobody's */
  organization?: string
  /** Withdraws the package while it waits for its turn. */
  signal?: AbortSignal
}

export interface Sandbox {
  /**
   * Packages of all organizations take turns. A package whose process dies is retried, and refused after so many deaths that
   * it must be at fault: see `deaths.ts`.
   * @throws Error for failures that may not be the package's fault, which are worth a retry later
   */
  prepare(request: PrepareRequest, options?: PrepareOptions): Promise<PrepareOutcome>
  /** Inspects a published archive again. As `prepare`. */
  inspect(request: InspectRequest, options?: PrepareOptions): Promise<Inspected | Refused>
  close(): void
}

type Request = PrepareRequest | InspectRequest
type Outcome = PrepareOutcome | Inspected

const PROGRAM = new URL('./child.ts', import.meta.url)
/** Nearly every package takes less than a tenth of it. */
const LIGHT_MS = 3000

interface Order extends Turn {
  /** It has its turn. */
  begin(): void
}

export function createSandbox(options: SandboxOptions): Sandbox {
  return new SandboxInTurns(options)
}

class SandboxInTurns implements Sandbox {
  readonly #limits: SandboxLimits
  readonly #whenHeavy: NonNullable<SandboxOptions['whenHeavy']>
  readonly #turns: PackageTurns<Order>
  readonly #pool: ProcessPool
  readonly #deaths = createDeathRegister()
  #closed = false

  constructor({ limits = DEFAULT_SANDBOX_LIMITS, processes, whenHeavy = afterLightTime, program = PROGRAM }: SandboxOptions) {
    this.#limits = limits
    this.#whenHeavy = whenHeavy
    this.#turns = new PackageTurns({ processes, now: () => performance.now() })
    this.#pool = createProcessPool(() => startSandboxProcess(program, limits))
  }

  async prepare(request: PrepareRequest, options: PrepareOptions = {}): Promise<PrepareOutcome> {
    const outcome = await this.#answer(request, options)
    if (outcome.kind === 'inspected') throw new Error('the sandbox did not prepare the package')
    return outcome
  }

  async inspect(request: InspectRequest, options: PrepareOptions = {}): Promise<Inspected | Refused> {
    const outcome = await this.#answer(request, options)
    if (outcome.kind !== 'inspected' && outcome.kind !== 'refused') throw new Error(`the sandbox answered ${outcome.kind}`)
    return outcome
  }

  async #answer(request: Request, options: PrepareOptions): Promise<Outcome> {
    for (;;) {
      const outcome = await this.#inTurn(request, options).catch((error: unknown) => this.#afterDeath(request, error))
      if (outcome !== undefined) {
        this.#deaths.forget(request.name)
        return outcome
      }
      await rm(request.destination, { force: true })
    }
  }

  close(): void {
    this.#closed = true
    this.#pool.close()
    this.#giveTurns()
  }

  #giveTurns(): void {
    for (let order = this.#turns.next(); order !== undefined; order = this.#turns.next()) order.begin()
  }

  /** @returns undefined when the package has to be tried again: it was heavy, and has to wait for the turn of a heavy one */
  async #inTurn(request: Request, options: PrepareOptions): Promise<Outcome | undefined> {
    const order = await this.#turn(options)
    try {
      if (this.#closed) throw new Error('the sandbox was closed')
      return await this.#attempt(request, order)
    } finally {
      this.#turns.end(order)
      this.#giveTurns()
    }
  }

  /** Waits for a turn. @throws the signal's reason when it is aborted before */
  async #turn({ organization = '', signal }: PrepareOptions): Promise<Order> {
    signal?.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const order: Order = { organization, begin: resolve }
    const withdraw = () => {
      if (this.#turns.withdraw(order)) reject(signal?.reason)
    }
    signal?.addEventListener('abort', withdraw)
    this.#turns.wait(order)
    this.#giveTurns()
    try {
      await promise
    } finally {
      signal?.removeEventListener('abort', withdraw)
    }
    return order
  }

  async #attempt(request: Request, order: Order): Promise<Outcome | undefined> {
    const process = this.#pool.take(sourceOf(request))
    let isPutBack = false
    const stopWaiting = this.#whenHeavy(() => {
      isPutBack = !this.#turns.takesLong(order)
      if (isPutBack) process.kill()
    })
    try {
      const reply = await process.ask(request)
      if (reply.kind === 'error') throw new Error(reply.message)
      return reply.outcome
    } catch (error) {
      if (isPutBack && !this.#closed) return undefined
      throw error
    } finally {
      stopWaiting()
      this.#pool.giveBack(process)
    }
  }

  /** @returns undefined when it may be tried again at once */
  #afterDeath({ name }: Request, error: unknown): Outcome | undefined {
    if (!(error instanceof SandboxDied)) throw error
    if (this.#closed) throw new Error('the sandbox was closed', { cause: error })
    if (this.#deaths.record(name, error.death) === 'its own fault') return { kind: 'refused', message: tooMuch(this.#limits) }
    if (error.death !== 'itself') throw error
    return undefined
  }
}

function afterLightTime(then: () => void): () => void {
  const timer = setTimeout(then, LIGHT_MS)
  return () => clearTimeout(timer)
}

function sourceOf({ source }: Request): string {
  return source.kind === 'git' ? source.repository : source.file
}

function tooMuch({ memoryMb, timeMs }: SandboxLimits): string {
  return `the module could not be inspected within ${memoryMb} MB of memory and ${timeMs / 1000} seconds`
}
