import { NotFound, type OAuthTokenId, severalAtOnce } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import type { Logger } from '../../platform/observability/index.ts'
import { isInGroups, type ListingUpkeep, type RefLister, type RepositoryRemotes } from '../../vcs/index.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { type JudgementParts, judge } from './module-candidates.ts'
import { readPublication } from './publication.ts'
import type { ModuleCandidate } from './publication-readiness.ts'
import { attemptPublication } from './publication-result.ts'
import { type PublishLocatedParts, publishLocated } from './publish-located.ts'

export interface AutomaticPublishingParts extends JudgementParts {
  organizations: Pick<Organizations, 'namesOf'>
  repositories: JudgementParts['repositories'] & PublishLocatedParts['repositories']
  changes: PublishLocatedParts['changes']
  upkeep: Pick<ListingUpkeep, 'stored'>
  remotes: Pick<RepositoryRemotes, 'locate'>
  git: RefLister
  logger: Logger
}

const AT_ONCE = 4
/** In one run; the next run publishes the rest. */
const MAX_PUBLISHED = 100

/** Publishes repositories that become ready at a watched connection. The server itself acts here, so there is no subject. */
export class AutomaticPublishing {
  readonly #parts: AutomaticPublishingParts

  constructor(parts: AutomaticPublishingParts) {
    this.#parts = parts
  }

  /** Publishes every repository of the named groups that became ready after `auto-publish` was switched on, unless its module was deleted. */
  async publishNew(oauthTokenId: OAuthTokenId): Promise<void> {
    const { upkeep, logger } = this.#parts
    const listing = await upkeep.stored(oauthTokenId).catch(goneIsFine)
    const since = listing?.client.autoPublishSince ?? null
    if (listing === undefined || since === null) return
    const { autoPublishGroups: groups } = listing.client
    const repositories = listing.repositories.filter(({ identifier }) => isInGroups(identifier, groups))
    const candidates = await judge(this.#parts, { ...listing, repositories })
    const wanted = candidates.filter((candidate) => isNew(candidate, since)).slice(0, MAX_PUBLISHED)
    await severalAtOnce(wanted, AT_ONCE, async ({ repository: { identifier } }) => {
      const { moduleId, error } = await attemptPublication(this.#parts, identifier, () => this.#publish({ oauthTokenId, identifier }))
      const fields = { oauthTokenId, identifier, module_id: moduleId, reason: error }
      if (error === null) logger.info(fields, 'repository was published automatically')
      else logger.warn(fields, 'repository could not be published automatically')
    })
  }

  /** Publishes by tags, under the name and provider in the repository's name. @throws NotFound when the connection is gone */
  async #publish(wanted: { oauthTokenId: OAuthTokenId; identifier: string }): Promise<RegistryModule> {
    const { organizations, remotes, git } = this.#parts
    const publication = readPublication({ identifier: wanted.identifier })
    const located = await remotes.locate(wanted, git)
    const name = (await organizations.namesOf([located.organizationId])).get(located.organizationId)
    if (name === undefined) throw new NotFound(`organization ${located.organizationId} not found`)
    return await publishLocated(this.#parts, { by: 'system', organization: { id: located.organizationId, name }, publication, located })
  }
}

function isNew({ ready, reasons, repository }: ModuleCandidate, since: number): boolean {
  return ready && repository.candidateSince >= since && !reasons.some(({ code }) => code === 'deleted')
}

function goneIsFine(error: unknown): undefined {
  if (!(error instanceof NotFound)) throw error
}
