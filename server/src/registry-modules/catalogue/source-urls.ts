// Where repositories are, for the list of versions. Remembered for a while, so that an answer takes one look-up and not two.
import type { Clock, VcsRepositoryId } from '../../kernel/index.ts'
import type { VcsRepositories } from '../../vcs/index.ts'
import { sourceUrl } from './source-url.ts'

export interface SourceUrlsParts {
  clock: Clock
  repositories: Pick<VcsRepositories, 'describe'>
}

/** How long a repository that moved is still named where it was: it moves without a change of its modules. */
const LIFETIME_MS = 30_000
const MAX_ENTRIES = 10_000

export class SourceUrls {
  readonly #parts: SourceUrlsParts
  readonly #known = new Map<VcsRepositoryId, { url: string | undefined; until: number }>()

  constructor(parts: SourceUrlsParts) {
    this.#parts = parts
  }

  /** @returns undefined without an address that a browser opens */
  async of(id: VcsRepositoryId): Promise<string | undefined> {
    const { clock, repositories } = this.#parts
    const known = this.#known.get(id)
    if (known !== undefined && clock.now() < known.until) return known.url
    const url = sourceUrl((await repositories.describe([id])).get(id)?.repositoryHttpUrl)
    if (this.#known.size >= MAX_ENTRIES) this.#known.clear()
    this.#known.set(id, { url, until: clock.now() + LIFETIME_MS })
    return url
  }
}
