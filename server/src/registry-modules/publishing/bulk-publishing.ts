import { type OAuthTokenId, severalAtOnce } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { Logger } from '../../platform/observability/index.ts'
import type { RepositoryListings } from '../../vcs/index.ts'
import { attemptPublication, type PublicationResult } from './publication-result.ts'
import type { Publishing } from './publishing.ts'

export interface BulkPublishingParts {
  publishing: Pick<Publishing, 'publish'>
  listings: Pick<RepositoryListings, 'check'>
  logger: Logger
}

const AT_ONCE = 4
/** No repository is started after this time: a person waits for the answer. */
const MAX_PUBLISHING_MS = 60_000

/** Publishes several repositories of a connection, which a person chose. */
export class BulkPublishing {
  readonly #parts: BulkPublishingParts

  constructor(parts: BulkPublishingParts) {
    this.#parts = parts
  }

  /**
   * Publishes by tags, under the names and providers in the repositories' names. A failure does not stop the others.
   * @returns one result each, in their order
   * @throws NotFound when the subject may not publish from the connection
   */
  async publish(subject: Subject, oauthTokenId: OAuthTokenId, identifiers: readonly string[]): Promise<PublicationResult[]> {
    await this.#parts.listings.check(subject, oauthTokenId, 'manage-modules')
    const began = Date.now()
    return await severalAtOnce([...new Set(identifiers)], AT_ONCE, async (identifier) => {
      if (Date.now() - began > MAX_PUBLISHING_MS)
        return { identifier, moduleId: undefined, error: 'the request ran out of time before this repository: publish it again' }
      return await attemptPublication(this.#parts, identifier, () =>
        this.#parts.publishing.publish(subject, undefined, { oauthTokenId, identifier }),
      )
    })
  }
}
