// Publishing many repositories of a connection: those that somebody chose, and those that appear while nobody looks.

import { DomainError, NotFound, type OAuthTokenId, type RegistryModuleId, severalAtOnce } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { Logger } from '../../platform/observability/index.ts'
import type { RepositoryListings } from '../../vcs/index.ts'
import type { ModuleCandidates } from './module-candidates.ts'
import type { ModuleCandidate } from './publication-readiness.ts'
import type { Publishing } from './publishing.ts'

export interface ModuleDiscoveryParts {
  candidates: Pick<ModuleCandidates, 'stored'>
  publishing: Pick<Publishing, 'publish' | 'publishUnasked'>
  listings: Pick<RepositoryListings, 'check'>
  logger: Logger
}

export interface PublicationResult {
  identifier: string
  /** undefined when it was not published */
  moduleId: RegistryModuleId | undefined
  /** why not, for people; null when it was */
  error: string | null
}

const AT_ONCE = 4
/** What was not begun by then is left: somebody waits for the answer. Milliseconds. */
const PUBLISHING_MOST = 60_000
const AUTOMATIC_MOST = 100

export class ModuleDiscovery {
  readonly #parts: ModuleDiscoveryParts

  constructor(parts: ModuleDiscoveryParts) {
    this.#parts = parts
  }

  /**
   * By tags, under the names that the repositories' names give. One that cannot be published does not keep others from it.
   * @returns one result each, in their order
   * @throws NotFound when the subject may not publish from the connection
   */
  async publish(subject: Subject, oauthTokenId: OAuthTokenId, identifiers: readonly string[]): Promise<PublicationResult[]> {
    await this.#parts.listings.check(subject, oauthTokenId, 'manage-modules')
    const begun = Date.now()
    return await severalAtOnce([...new Set(identifiers)], AT_ONCE, async (identifier) => {
      if (Date.now() - begun > PUBLISHING_MOST) return { identifier, moduleId: undefined, error: 'there was no time for it: ask again' }
      return await this.#one(identifier, () => this.#parts.publishing.publish(subject, undefined, { oauthTokenId, identifier }))
    })
  }

  /** For jobs: asks no permission. Publishes what has become a candidate since the connection is watched, and was not deleted here. */
  async publishNew(oauthTokenId: OAuthTokenId): Promise<void> {
    const { candidates, publishing, logger } = this.#parts
    const found = await candidates.stored(oauthTokenId).catch(goneIsFine)
    const since = found?.listing.client.autoPublishSince ?? null
    if (found === undefined || since === null) return
    const wanted = found.candidates.filter((candidate) => isNew(candidate, since)).slice(0, AUTOMATIC_MOST)
    await severalAtOnce(wanted, AT_ONCE, async ({ repository: { identifier } }) => {
      const { moduleId, error } = await this.#one(identifier, () => publishing.publishUnasked({ oauthTokenId, identifier }))
      const fields = { oauthTokenId: oauthTokenId, identifier, module_id: moduleId, reason: error }
      if (error === null) logger.info(fields, 'repository was published by itself')
      else logger.warn(fields, 'repository could not be published by itself')
    })
  }

  async #one(identifier: string, publish: () => Promise<{ id: RegistryModuleId }>): Promise<PublicationResult> {
    try {
      return { identifier, moduleId: (await publish()).id, error: null }
    } catch (error) {
      if (error instanceof DomainError) return { identifier, moduleId: undefined, error: error.message }
      this.#parts.logger.error({ err: error, identifier }, 'publishing one of several repositories failed')
      return { identifier, moduleId: undefined, error: 'the server failed unexpectedly' }
    }
  }
}

function isNew({ ready, reasons, repository }: ModuleCandidate, since: number): boolean {
  return ready && repository.candidateSince >= since && !reasons.some(({ code }) => code === 'deleted')
}

function goneIsFine(error: unknown): undefined {
  if (!(error instanceof NotFound)) throw error
}
