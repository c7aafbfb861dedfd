// Prepares a package together with its git submodules: the sandbox finds out what it needs, and the server fetches it.
import { GitFailure } from '../../platform/git/index.ts'
import type { ImportTrace } from '../../registry-modules/index.ts'
import type { PrepareOutcome, SubmodulesWanted } from '../sandbox/messages.ts'
import { MAX_SUBMODULES } from '../sandbox/submodules/package-submodules.ts'
import type { SuppliedSubmodule, WantedSubmodule } from '../sandbox/submodules/submodule-messages.ts'
import type { SubmoduleFetches } from './submodule-fetches.ts'
import { type SubmoduleRemote, submoduleRemote } from './submodule-remote.ts'

export interface Preparation {
  /** asks the sandbox, with what there is so far */
  ask(supplied: readonly SuppliedSubmodule[]): Promise<PrepareOutcome>
  trace: ImportTrace
  /** A failure that may pass is not waited for any longer. */
  isLastAttempt: boolean
}

export interface PreparedWithSubmodules {
  outcome: Exclude<PrepareOutcome, SubmodulesWanted>
  /** false: a submodule could not be fetched. Another attempt may find it. */
  isComplete: boolean
}

/** A git submodule that cannot be fetched now. It says nothing about the host of the modules' own repository. */
export class SubmoduleUnavailable extends Error {
  override readonly name = 'SubmoduleUnavailable'
}

/** On the disk, all submodules of one package together. */
const MAX_BYTES = 512 * 1024 * 1024

/** @throws SubmoduleUnavailable when another attempt may help */
export async function prepareWithSubmodules(
  fetches: SubmoduleFetches,
  { ask, trace, isLastAttempt }: Preparation,
): Promise<PreparedWithSubmodules> {
  const supply = new Supply(fetches, isLastAttempt)
  try {
    for (;;) {
      const outcome = await ask(supply.supplied)
      if (outcome.kind !== 'submodules') return { outcome, isComplete: supply.isComplete }
      await trace.measure('submodules', () => supply.fetchAll(outcome.wanted))
    }
  } finally {
    await supply.giveBack()
  }
}

/** Of one package. */
class Supply {
  readonly supplied: SuppliedSubmodule[] = []
  isComplete = true
  readonly #fetches: SubmoduleFetches
  readonly #isLastAttempt: boolean
  /** by path */
  readonly #remotes: Map<string, SubmoduleRemote>
  readonly #taken: { remote: SubmoduleRemote; commit: string }[] = []
  #bytesLeft = MAX_BYTES

  constructor(fetches: SubmoduleFetches, isLastAttempt: boolean) {
    this.#fetches = fetches
    this.#isLastAttempt = isLastAttempt
    this.#remotes = new Map([['', { ...fetches.remote, isOwn: true }]])
  }

  /** One after the other, so that the same ones fit each time. */
  async fetchAll(wanted: readonly WantedSubmodule[]): Promise<void> {
    for (const each of wanted) this.supplied.push({ path: each.path, ...(await this.#fetch(each)) })
    // The sandbox reads what strangers wrote, so it is not relied upon to come to an end.
    if (wanted.length === 0 || this.supplied.length > MAX_SUBMODULES) throw new Error('the sandbox asked for too many git submodules')
  }

  async giveBack(): Promise<void> {
    for (const { remote, commit } of this.#taken) await this.#fetches.giveBack(remote, commit)
  }

  async #fetch(wanted: WantedSubmodule): Promise<{ repository: string; tree: string } | { problem: string }> {
    const parent = this.#remotes.get(wanted.parent)
    if (parent === undefined) throw new Error(`the git submodule ${wanted.parent} has not been fetched`)
    const remote = submoduleRemote(wanted.url, parent)
    if ('problem' in remote) return this.#without(remote.problem)
    this.#remotes.set(wanted.path, remote)
    try {
      const { repository, tree, bytes } = await this.#fetches.take(remote, wanted.commit, this.#bytesLeft)
      this.#taken.push({ remote, commit: wanted.commit })
      this.#bytesLeft -= bytes
      return { repository, tree }
    } catch (error) {
      if (!(error instanceof GitFailure) || error.reason === 'busy') throw error
      if (!error.retryable) return this.#without(error.message)
      if (!this.#isLastAttempt) throw new SubmoduleUnavailable(`${wanted.place}: ${error.message}`, { cause: error })
      return this.#without(`${error.message}; import the version again when it can be reached`)
    }
  }

  #without(problem: string): { problem: string } {
    this.isComplete = false
    return { problem }
  }
}
