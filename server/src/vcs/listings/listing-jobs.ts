// Who does the jobs of listings, and which come back by themselves.

import type { OAuthTokenId } from '../../kernel/index.ts'
import { defineJob, type HandledJob, handleJob, type RecurringJob, recurring } from '../../platform/jobs/index.ts'
import type { VcsDependencies } from '../connections/connections.ts'
import type { RefLister } from '../host/ports.ts'
import { checkListedTags, listRepositories, requestListing, requestTagCheck } from './listing-requests.ts'
import type { RepositoryListings } from './repository-listings.ts'
import { TagChecks } from './tag-checks.ts'

/** Lists anew what connections see that publish by themselves what appears there. The kind is stored: it is never renamed. */
const watchConnections = defineJob<Record<string, never>>({
  kind: 'watch_connections',
  lane: 'clock',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 60_000,
})

const EVERY_QUARTER_OF_AN_HOUR = 15 * 60_000

export interface ListingJobs {
  handlers: readonly HandledJob[]
  recurring: readonly RecurringJob[]
}

export interface ListingJobParts {
  listings: RepositoryListings
  git: RefLister
  /** of everything in a connection's list it is known now whether it can be published */
  listed(id: OAuthTokenId): Promise<void>
}

export function listingJobs(vcs: VcsDependencies, { listings, git, listed }: ListingJobParts): ListingJobs {
  const { clock, database } = vcs
  const checks = new TagChecks(vcs, git)
  return {
    handlers: [
      handleJob(listRepositories, ({ payload, signal }) => listings.renew(payload.oauthTokenId, signal)),
      handleJob(checkListedTags, async ({ payload: { oauthTokenId }, signal }) => {
        const checked = await checks.run(oauthTokenId, signal)
        // Queued again rather than continued, so that other jobs get their turn.
        if (checked === 'some') await requestTagCheck(database, oauthTokenId, clock.now())
        if (checked === 'all') await listed(oauthTokenId)
      }),
      handleJob(watchConnections, async () => {
        for (const id of await listings.watched()) await requestListing(database, id, clock.now(), 'due')
      }),
    ],
    recurring: [recurring(watchConnections, { key: 'watch_connections', payload: {}, everyMs: EVERY_QUARTER_OF_AN_HOUR })],
  }
}
