// The stages of one version's import, and how long each took.
import type { ImportStep } from '../../import-ledger/index.ts'
import type { RegistryModuleVersion } from '../registry-module/registry-module-version.ts'

/** `reused`: the same files were packed and inspected before. Versions share the first two stages. `submodules`: of git, fetched. */
export type StageName = 'listed' | 'fetched' | 'submodules' | 'inspected' | 'packed' | 'reused' | 'stored' | 'published'

/** Times in milliseconds; `startedAt` since the epoch. */
export interface ImportStage {
  name: StageName
  startedAt: number
  durationMs: number
}

/** @returns the result of the work, and the stage with its duration */
export async function timed<Result>(
  name: StageName,
  startedAt: number,
  work: () => Promise<Result>,
): Promise<{ result: Result; stage: ImportStage }> {
  const began = performance.now()
  const result = await work()
  return { result, stage: { name, startedAt, durationMs: performance.now() - began } }
}

export class ImportTrace {
  readonly #now: () => number
  readonly #stages: ImportStage[]
  readonly #startedAt: number
  readonly #began = performance.now()

  /** @param shared stages that several versions have in common */
  constructor(now: () => number, shared: readonly ImportStage[] = []) {
    this.#now = now
    this.#startedAt = now()
    this.#stages = [...shared]
  }

  /** Measures a stage, even if it fails. */
  async measure<Result>(name: StageName, work: () => Promise<Result>): Promise<Result> {
    const startedAt = this.#now()
    const began = performance.now()
    try {
      return await work()
    } finally {
      this.add({ name, startedAt, durationMs: performance.now() - began })
    }
  }

  add(...stages: readonly ImportStage[]): void {
    this.#stages.push(...stages)
  }

  /** The end, for the ledger. Its duration leaves out shared stages. @param last the stage in progress, and when it began by `performance.now()` */
  step(
    { version }: { version: Pick<RegistryModuleVersion, 'version' | 'tag'> },
    end: Pick<ImportStep, 'status' | 'message' | 'detail'>,
    last?: { name: StageName; began: number },
  ): ImportStep {
    const now = performance.now()
    const stages =
      last === undefined ? this.#stages : [...this.#stages, { name: last.name, startedAt: this.#now(), durationMs: now - last.began }]
    return {
      kind: 'version',
      version: version.version,
      startedAt: this.#startedAt,
      durationMs: now - this.#began,
      ...end,
      detail: { ...end.detail, tag: version.tag, stages: stages.map(shown) },
    }
  }
}

const TENTHS = 10

function shown({ name, startedAt, durationMs }: ImportStage): Record<string, unknown> {
  const milliseconds = Math.round(durationMs * TENTHS) / TENTHS
  return { name, 'started-at': new Date(startedAt).toISOString(), 'duration-ms': milliseconds }
}
