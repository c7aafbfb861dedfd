// Requests listings of a connection's repositories. The kinds are stored: they are never renamed.
import type { Queries } from '../../database/index.ts'
import type { OAuthTokenId } from '../../kernel/index.ts'
import { defineJob, enqueue, type Priority } from '../../platform/jobs/index.ts'
import { turnOfConnection } from '../connections/turn-rows.ts'

interface ListingOrder {
  oauthTokenId: OAuthTokenId
}

/** Lists all repositories that the connection can read. */
export const listRepositories = defineJob<ListingOrder>({
  kind: 'list_repositories',
  lane: 'looks',
  priority: 'asked',
  maxAttempts: 3,
  timeoutMs: 30 * 60_000,
})

/** Checks the tags of listed repositories that may be modules. */
export const checkListedTags = defineJob<ListingOrder>({
  kind: 'check_listed_tags',
  lane: 'looks',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 60 * 60_000,
})

const listingKey = (id: OAuthTokenId) => `list_repositories:${id}`
const checkKey = (id: OAuthTokenId) => `check_listed_tags:${id}`

/** The keys of the jobs that work on a connection's list. */
export function listingKeys(id: OAuthTokenId): string[] {
  return [listingKey(id), checkKey(id)]
}

export async function requestListing(queue: Queries, oauthTokenId: OAuthTokenId, now: number, priority?: Priority): Promise<void> {
  const turn = await turnOfConnection(queue, oauthTokenId)
  await enqueue(queue, listRepositories, { key: listingKey(oauthTokenId), payload: { oauthTokenId }, turn, now, priority })
}

export async function requestTagCheck(queue: Queries, oauthTokenId: OAuthTokenId, now: number): Promise<void> {
  const turn = await turnOfConnection(queue, oauthTokenId)
  await enqueue(queue, checkListedTags, { key: checkKey(oauthTokenId), payload: { oauthTokenId }, turn, now })
}
