// The jobs of listings.

import type { OAuthTokenId } from '../../kernel/index.ts'
import { defineJob, type HandledJob, handleJob, type RecurringJob, recurring } from '../../platform/jobs/index.ts'
import type { VcsParts } from '../connections/connections.ts'
import type { RefLister } from '../host/ports.ts'
import { checkListedTags, listRepositories, requestListing, requestTagCheck } from './listing-requests.ts'
import { ListingUpkeep } from './listing-upkeep.ts'
import { TagChecks } from './tag-checks.ts'

/** Refreshes the lists of connections with auto-publish. The kind is stored: it is never renamed. */
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
  git: RefLister
  /** Called once every repository of a connection's list is checked. */
  listed(id: OAuthTokenId): Promise<void>
}

export function listingJobs(vcs: VcsParts, { git, listed }: ListingJobParts): ListingJobs {
  const { clock, queries } = vcs
  const checks = new TagChecks({ ...vcs, git })
  const upkeep = new ListingUpkeep(vcs)
  return {
    handlers: [
      handleJob(listRepositories, ({ payload, signal }) => upkeep.renew(payload.oauthTokenId, signal)),
      handleJob(checkListedTags, async ({ payload: { oauthTokenId }, signal }) => {
        const checked = await checks.run(oauthTokenId, signal)
        // Queued again rather than continued, so that other jobs get their turn.
        if (checked === 'some') await requestTagCheck(queries, oauthTokenId, clock.now())
        if (checked === 'all') await listed(oauthTokenId)
      }),
      handleJob(watchConnections, async () => {
        for (const id of await upkeep.watched()) await requestListing(queries, id, clock.now(), 'due')
      }),
    ],
    recurring: [recurring(watchConnections, { key: 'watch_connections', payload: {}, everyMs: EVERY_QUARTER_OF_AN_HOUR })],
  }
}
